// What a server knows of the project's files.
#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "base/json_writer.h"
#include "base/offload.h"
#include "base/timer.h"
#include "lsp/languages.h"
#include "lsp/limits.h"
#include "lsp/server.h"
#include "lsp/uri.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;

// A watch is many descriptors for the kernel to close.
std::shared_ptr<FileWatch> closed_on_pool(Pool& pool, std::unique_ptr<FileWatch> watch) {
  struct Close final : PoolJob {
    explicit Close(FileWatch* owned) : watch(owned) {}
    void run() noexcept override { watch.reset(); }
    std::unique_ptr<FileWatch> watch;
  };
  return {watch.release(), [&pool](FileWatch* owned) { pool.post(std::make_unique<Close>(owned)); }};
}

// How long servers take to notice: of what is new some wait whether there will be more.
std::chrono::milliseconds time_to_notice(const FileEvent& event) {
  if (event.path.find("/node_modules/") != std::string::npos) return limits::lsp_notice_package;
  return event.kind == FileEvent::changed ? std::chrono::milliseconds(0) : limits::lsp_notice;
}

bool any_wants(const std::vector<Watcher>& watchers, const FileEvent& event) {
  return std::any_of(watchers.begin(), watchers.end(), [&](const Watcher& one) { return one.wants(event); });
}

}  // namespace

// What has changed on disk, and documents that are to be opened.
struct LanguageServer::DiskNews {
  struct Opened {
    std::string path;
    DocumentText text;
  };
  std::vector<DocumentNews> documents;
  std::vector<FileEvent> files;  // that the server wants to know of, and has not been told of
  std::vector<Opened> opened;
  std::optional<PythonPackages> packages;  // if they have changed
  std::exception_ptr failure;              // of the document that was asked for
};

// The look at the disk; on the pool. It owns what it needs.
struct LanguageServer::Look {
  SyncRequest request;
  bool opens = false;
  bool opens_changed = false;
  LineEnds line_ends = LineEnds::protocol;
  std::string root;
  std::optional<PythonPackages> packages;  // for a server that cares for them
  std::vector<KnownDocument> known;
  std::shared_ptr<FileWatch> watch;
  std::shared_ptr<const std::vector<Watcher>> watchers;
  std::vector<FileEvent> untold;

  DiskNews operator()() const {
    DiskNews news;
    if (watch) news.files = watch->take(untold);
    std::erase_if(news.files, [this](const auto& event) { return !any_wants(*watchers, event); });
    news.documents = look_at(known, line_ends);
    const auto found = std::find_if(news.documents.begin(), news.documents.end(),
                                    [&](const DocumentNews& one) { return one.path == request.path; });
    const bool gone = found != news.documents.end() && found->gone;
    try {
      if (opens || gone) {
        news.opened.push_back({request.path, read_document(request.path, line_ends)});
      } else if (request.anew && !news.files.empty() && found == news.documents.end()) {
        news.documents.push_back({request.path, false, true, read_document(request.path, line_ends)});
      }
    } catch (const ApiError&) {  // told once the server has been told the rest
      news.failure = std::current_exception();
    }
    if (opens_changed) open_changed(news);
    if (packages) {
      PythonPackages now = python_packages(root, *watchers);
      if (now != *packages) news.packages = std::move(now);
    }
    return news;
  }

 private:
  // Some servers believe what they are told of open documents at once, and what of other files in a while.
  void open_changed(DiskNews& news) const {
    for (const auto& event : news.files) {
      if (event.kind == FileEvent::deleted || news.opened.size() >= limits::lsp_opened_at_a_time) continue;
      const std::string kind = document_language("", event.path);
      const bool ours = kind.starts_with("typescript") || kind.starts_with("javascript");
      const bool is_known =
          std::any_of(known.begin(), known.end(), [&](const auto& one) { return one.path == event.path; });
      if (!ours || is_known || event.path == request.path) continue;
      try {
        news.opened.push_back({event.path, read_document(event.path, line_ends)});
      } catch (const ApiError&) {  // gone again, or nothing that can be opened
      }
    }
  }
};

Task<void> LanguageServer::come(Turns::Turn& turn, Deadline deadline) {
  if (turn.is_next()) co_return;
  const std::uint64_t heard = rpc_->heard();
  if (!co_await done_by(deadline, turn.come())) fail_late("has not come to this request", heard);
}

Task<void> LanguageServer::wait_until_sendable(Deadline deadline) {
  if (process_->is_sendable()) co_return;
  const std::uint64_t heard = rpc_->heard();
  if (!co_await done_by(deadline, process_->sendable())) fail_late("has not read what was sent to it", heard);
}

Task<void> LanguageServer::synchronize(SyncRequest request, Deadline deadline) {
  Turns::Turn turn(order_);
  co_await come(turn, deadline);
  if (state_ != State::running) fail_ended();
  const std::string path = request.path;
  const bool asked = request.asked || (documents_.contains(path) && documents_.at(path).asked);
  Look look;
  look.opens = !path.empty() && !documents_.contains(path);
  look.opens_changed = program_.language == "typescript" || program_.language == "javascript";
  look.line_ends = program_.line_ends;
  look.root = program_.root;
  if (program_.language == "python") look.packages = packages_;
  look.request = std::move(request);
  for (const auto& [name, document] : documents_) look.known.push_back({name, document.state});
  look.watch = watch_;
  look.watchers = watchers_;
  look.untold = untold_;
  DiskNews news = co_await offload(services_.pool, std::move(look));
  untold_ = std::move(news.files);  // at once: what comes now may be cancelled, and the watch tells only once
  const auto failure = news.failure;
  co_await tell(std::move(news), deadline);
  if (state_ != State::running) fail_ended();
  if (!path.empty() && !failure) {
    Document& document = documents_.at(path);
    document.used = ++count_;
    document.asked = asked;
  }
  while (close_surplus()) {
  }
  if (failure) std::rethrow_exception(failure);
}

Task<void> LanguageServer::tell(DiskNews news, Deadline deadline) {
  if (news.packages) {
    co_await wait_until_sendable(deadline);
    const bool differ = news.packages->differ_from(packages_);
    packages_ = std::move(*news.packages);
    if (differ) {  // the server looks for them anew at once, where it would wait 5 s if it were told of files
      tell_configuration();
      news_.expect_until(Clock::now() + limits::lsp_notice);
    }
  }
  for (auto& changed : news.documents) {
    co_await wait_until_sendable(deadline);
    const auto it = documents_.find(changed.path);
    if (it == documents_.end()) continue;
    if (changed.gone) {
      close_document(changed.path);
      continue;
    }
    Document& document = it->second;
    document.state = changed.text.state;
    if (!changed.text_changed) continue;
    document.lines = std::move(changed.text.lines);
    ++document.version;
    document.told = ++count_;
    news_.expect_until(Clock::now());
    process_->send(R"({"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":)" +
                   json_quote(file_uri(changed.path)) + R"(,"version":)" + std::to_string(document.version) +
                   R"(},"contentChanges":[{"text":)" + changed.text.json + "}]}}");
  }
  while (!untold_.empty()) {
    co_await wait_until_sendable(deadline);
    const auto end =
        untold_.begin() + static_cast<std::ptrdiff_t>(std::min(limits::lsp_events_at_a_time, untold_.size()));
    Json changes = Json::array();
    for (auto event = untold_.begin(); event != end; ++event) {
      changes.push_back({{"uri", file_uri(event->path)}, {"type", static_cast<int>(event->kind)}});
      news_.expect_until(Clock::now() + time_to_notice(*event));
    }
    untold_.erase(untold_.begin(), end);
    rpc_->notify("workspace/didChangeWatchedFiles", {{"changes", std::move(changes)}});
  }
  for (auto& opened : news.opened) {
    co_await wait_until_sendable(deadline);
    Document document;
    document.language = document_language(program_.language, opened.path);
    document.state = opened.text.state;
    document.lines = std::move(opened.text.lines);
    document.used = document.told = ++count_;
    news_.expect_until(Clock::now());
    process_->send(R"({"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":)" +
                   json_quote(file_uri(opened.path)) + R"(,"languageId":)" + json_quote(document.language) +
                   R"(,"version":1,"text":)" + opened.text.json + "}}}");
    documents_[opened.path] = std::move(document);
  }
}

Task<void> LanguageServer::open(std::string path) {
  const auto self = shared_from_this();
  const Use use(*this);
  co_await synchronize({.path = std::move(path), .asked = true}, deadline());
}

Task<void> LanguageServer::show(std::string path, Deadline deadline) {
  const auto self = shared_from_this();
  const Use use(*this);
  co_await synchronize({.path = std::move(path)}, deadline);
}

Task<void> LanguageServer::close(std::string path) {
  const auto self = shared_from_this();
  const Use use(*this);
  Turns::Turn turn(order_);
  co_await come(turn, deadline());
  if (state_ == State::running) close_document(path);
}

void LanguageServer::close_document(const std::string& path) {
  if (documents_.erase(path) == 0) return;
  news_.forget(path);
  rpc_->notify("textDocument/didClose", {{"textDocument", {{"uri", file_uri(path)}}}});
}

// Closes the one that was used least lately, among those that nobody asked to open when these are too many.
// False when there is room for all.
bool LanguageServer::close_surplus() {
  const auto unasked = [](const auto& entry) { return !entry.second.asked; };
  const auto count = static_cast<std::size_t>(std::count_if(documents_.begin(), documents_.end(), unasked));
  const bool too_many_unasked = count > limits::lsp_open_unasked;
  if (!too_many_unasked && documents_.size() <= limits::lsp_open) return false;
  const auto rank = [&](const auto& entry) {
    return std::pair(too_many_unasked && entry.second.asked, entry.second.used);
  };
  const auto oldest = std::min_element(documents_.begin(), documents_.end(),
                                       [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  close_document(std::string(oldest->first));
  return true;
}

std::map<std::string, FileState> LanguageServer::known_since(std::uint64_t asked) const {
  std::map<std::string, FileState> known;
  for (const auto& [path, document] : documents_) {
    if (document.told < asked) known[path] = document.state;
  }
  return known;
}

Task<void> LanguageServer::register_watchers(const Json& registrations) {
  if (!registrations.is_array()) co_return;
  for (const auto& registration : registrations) {
    if (registration.value("method", "") != "workspace/didChangeWatchedFiles") continue;
    if (registrations_.size() >= limits::lsp_registrations) registrations_.erase(registrations_.begin());
    registrations_[registration.value("id", "")] = watchers_of(registration, program_.root);
  }
  collect_watchers();
  if (watchers_->empty() || watch_) co_return;
  auto make = [root = program_.root] { return std::make_unique<FileWatch>(root); };
  auto made = closed_on_pool(services_.pool, co_await offload(services_.pool, std::move(make)));
  if (state_ != State::ended) watch_ = std::move(made);
}

void LanguageServer::unregister_watchers(const Json& unregistrations) {
  if (!unregistrations.is_array()) return;
  for (const auto& registration : unregistrations) registrations_.erase(registration.value("id", ""));
  collect_watchers();
}

void LanguageServer::collect_watchers() {
  auto all = std::make_shared<std::vector<Watcher>>();
  for (const auto& [id, watchers] : registrations_) all->insert(all->end(), watchers.begin(), watchers.end());
  watchers_ = std::move(all);
}

}  // namespace toolbox
