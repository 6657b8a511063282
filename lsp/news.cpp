#include "lsp/news.h"

#include <algorithm>

#include "lsp/limits.h"
#include "lsp/parse.h"
#include "lsp/uri.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;
using lsp_parse::member;
using lsp_parse::optional_text;
using lsp_parse::shortened;

constexpr auto by_came = [](const auto& a, const auto& b) { return a.second.came < b.second.came; };

}  // namespace

void ServerNews::note_diagnostics(Json params, std::size_t size, std::uint64_t now) {
  const std::string path = path_of(optional_text(params, "uri").value_or(""));
  if (path.empty() || !member(params, "diagnostics").is_array()) return;
  Diagnostics news;
  if (const Json& version = member(params, "version"); version.is_number_integer())
    news.version = version.get<std::int64_t>();
  news.items = {std::make_shared<Json>(std::move(params["diagnostics"])), size};
  news.came = now;
  const Diagnostics* const known = diagnostics(path);
  const bool same = known != nullptr && known->items.size == size && known->version == news.version &&
                    *known->items.list == *news.items.list;
  if (same) news.repeated = std::min(known->repeated + 1, limits::lsp_repeated + 1);
  // Some tell the same list once more before they have looked again; some tell it for ever.
  if (news.repeated <= limits::lsp_repeated) expect_until(Clock::now());
  keep(path, std::move(news));
  changed_.notify();
}

void ServerNews::set_diagnostics(const std::string& path, Items items, std::uint64_t now) {
  keep(path, {std::nullopt, std::move(items), now, 0});
}

const ServerNews::Diagnostics* ServerNews::diagnostics(const std::string& path) const {
  const auto it = diagnostics_.find(path);
  return it == diagnostics_.end() ? nullptr : &it->second;
}

void ServerNews::keep(const std::string& path, Diagnostics diagnostics) {
  forget(path);
  const auto rank = [&](const auto& one) { return std::pair(is_open_(one.first), one.second.came); };
  while (!diagnostics_.empty() && (diagnostics_.size() >= limits::lsp_diagnosed ||
                                   size_ + diagnostics.items.size > limits::lsp_diagnostics)) {
    forget(std::string(
        std::min_element(diagnostics_.begin(), diagnostics_.end(), [&](const auto& a, const auto& b) {
          return rank(a) < rank(b);
        })->first));
  }
  size_ += diagnostics.items.size;
  diagnostics_[path] = std::move(diagnostics);
}

void ServerNews::forget(const std::string& path) {
  const auto it = diagnostics_.find(path);
  if (it == diagnostics_.end()) return;
  size_ -= it->second.items.size;
  diagnostics_.erase(it);
}

void ServerNews::forget_all() {
  diagnostics_.clear();
  size_ = 0;
  progress_.clear();
}

void ServerNews::note_progress(const Json& params, std::uint64_t now) {
  const Json& token = member(params, "token");
  const Json& value = member(params, "value");
  if (!(token.is_string() || token.is_number_integer()) || !value.is_object()) return;
  const std::string key = shortened(token.dump(-1, ' ', false, Json::error_handler_t::replace));
  const std::string kind = optional_text(value, "kind").value_or("");
  const std::string message = shortened(optional_text(value, "message").value_or(""));
  if (kind == "end") {
    progress_.erase(key);
  } else if (kind == "begin") {
    if (progress_.size() >= limits::lsp_progresses)
      progress_.erase(std::min_element(progress_.begin(), progress_.end(), by_came));
    progress_[key] = {shortened(optional_text(value, "title").value_or("")), message, now};
  } else if (const auto it = progress_.find(key); it != progress_.end() && !message.empty()) {
    it->second.message = message;
  }
  expect_until(Clock::now());
  changed_.notify();
}

std::string ServerNews::activity() const {
  const auto last = std::max_element(progress_.begin(), progress_.end(), by_came);
  if (last == progress_.end()) return "";
  const auto& [title, message, came] = last->second;
  return title + (message.empty() ? "" : ": " + message);
}

void ServerNews::expect_until(Clock::time_point time) {
  quiet_from_ = std::max(quiet_from_, time);
}

}  // namespace toolbox
