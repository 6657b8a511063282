#include "files/search_service.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include "base/limits.h"
#include "base/offload.h"
#include "base/path_error.h"
#include "base/unique_fd.h"
#include "files/paths.h"
#include "files/replace.h"
#include "files/visitors.h"
#include "files/walk.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

void check(const PatternParams& params) {
  check_path(params.path);
  if (params.pattern.empty()) throw ApiError::bad_request("bad request: pattern must not be empty");
}

// Where a search begins: a directory, or one file.
struct Root {
  mode_t mode;
  UniqueFd file;  // only for directories and regular files: opening others may do something
};

Root open_root(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) throw_path_error(errno, path);
  Root root{info.st_mode, UniqueFd()};
  if (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)) return root;
  root.file.reset(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!root.file) throw_path_error(errno, path);
  return root;
}

Response finish(std::string body, const char* tail, const WalkState& state) {
  if (state.too_large()) {
    throw ApiError(413, "PAYLOAD_TOO_LARGE",
                   "the matches are more than " + std::to_string(limits::max_walk_answer / limits::MiB) +
                       " MiB: narrow the pattern or the path");
  }
  if (body.ends_with(',')) body.pop_back();  // behind the last row
  return Response::json(200, std::move(body += tail));
}

template <class MakeVisitor>
std::vector<std::unique_ptr<Visitor>> one_for_each_thread(const Pool& pool, MakeVisitor make) {
  std::vector<std::unique_ptr<Visitor>> visitors;
  while (visitors.size() < pool.width()) visitors.push_back(make());
  return visitors;
}

// Files of a replace request, taken by several workers in turn.
class Replacements {
 public:
  Replacements(ReplaceParams params, ReplaceLocks& locks)
      : results(params.files.size()),
        locks_(locks),
        what_(std::move(params.pattern)),
        by_(std::move(params.new_value)) {
    for (std::size_t i = 0; i < results.size(); ++i) results[i].file = std::move(params.files[i]);
  }

  // Handles the next file. False when none is left.
  bool turn() {
    const std::size_t i = next_++;
    if (i >= results.size() || stop) return false;
    ReplaceResult& result = results[i];
    try {
      const MutexLock lock(locks_.of(result.file));
      replace_in_file(result.file, what_, by_, stop);
      result.success = true;
    } catch (const ApiError& e) {
      result.error = e.what();
    }
    return true;
  }

  StopFlag stop = false;
  std::vector<ReplaceResult> results;

 private:
  ReplaceLocks& locks_;
  const Substring what_;
  const std::string by_;
  std::atomic<std::size_t> next_ = 0;
};

Task<void> work(Pool& pool, Replacements& replacements) {
  for (bool more = true; more;) {
    auto turn = [&replacements] { return replacements.turn(); };
    more = co_await offload(pool, turn, &replacements.stop);
  }
}

Task<void> work(Pool& pool, Replacements& replacements, std::size_t workers) {
  if (workers == 1) {
    co_await work(pool, replacements);
  } else {
    co_await (work(pool, replacements) && work(pool, replacements, workers - 1));
  }
}

}  // namespace

Task<Response> FileSearch::find(PatternParams params) {
  check(params);
  const std::string path = clean_path(params.path);
  const Substring what(std::move(params.pattern));
  WalkState state;
  auto open = [&path] { return open_root(path); };
  Root root = co_await offload(walking_, open);
  if (!root.file || what.text().find('\n') != std::string::npos) co_return Response::json(200, "[]");
  auto make = [&] { return std::make_unique<FindVisitor>(what, state); };
  if (S_ISREG(root.mode)) {
    auto find_here = [&] {
      std::string text = "[";
      Rows rows(text, state);
      make()->find_in(root.file.get(), path, rows);
      return text;
    };
    co_return finish(co_await offload(walking_, find_here, &state.stop), "]", state);
  }
  Walk walk(path, std::move(root.file), "[", state, one_for_each_thread(walking_, make));
  co_await run_walk(walking_, state, walk);
  co_return finish(walk.take_rows(), "]", state);
}

Task<Response> FileSearch::search(PatternParams params) {
  check(params);
  const auto glob = Glob::parse(std::move(params.pattern));
  if (!glob) throw ApiError::bad_request("bad request: pattern: syntax error in the glob");
  const std::string path = clean_path(params.path);
  const std::string head = "{\"files\":[";
  WalkState state;
  auto open = [&path] { return open_root(path); };
  Root root = co_await offload(walking_, open);
  if (!S_ISDIR(root.mode)) {
    std::string text = head;
    if (glob->matches(base_name(path))) text += json_quote(path);
    co_return finish(std::move(text), "]}", state);
  }
  auto make = [&] { return std::make_unique<SearchVisitor>(*glob); };
  Walk walk(path, std::move(root.file), head, state, one_for_each_thread(walking_, make));
  co_await run_walk(walking_, state, walk);
  co_return finish(walk.take_rows(), "]}", state);
}

Mutex& ReplaceLocks::of(const std::string& path) {
  std::error_code ec;
  const auto resolved = std::filesystem::weakly_canonical(path, ec);
  return locks_[std::hash<std::string>()(ec ? path : resolved.native()) % locks_.size()];
}

Task<std::vector<ReplaceResult>> FileSearch::replace(ReplaceParams params) {
  if (params.pattern.empty()) throw ApiError::bad_request("bad request: pattern must not be empty");
  Replacements replacements(std::move(params), locks_);
  co_await work(walking_, replacements, walking_.width());
  co_return std::move(replacements.results);
}

}  // namespace toolbox
