#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/codec.h"
#include "base/event.h"

namespace toolbox {

// What a server has told without having been asked: the diagnostics of documents, and what it is at. Moments
// are counts of all that happened, as the server's owner has them. Loop thread only.
class ServerNews {
 public:
  // A list of diagnostics as the server gave it.
  struct Items {
    std::shared_ptr<const Json> list = std::make_shared<Json>(Json::array());
    std::size_t size = 0;  // of the text that it came as
  };
  struct Diagnostics {
    std::optional<std::int64_t> version;  // of the document
    Items items;
    std::uint64_t came = 0;
    int repeated = 0;  // how often the same has come again
  };
  using IsOpen = std::function<bool(const std::string& path)>;

  // is_open: of what documents the diagnostics are forgotten last, when there are too many.
  ServerNews(Executor executor, IsOpen is_open) : is_open_(std::move(is_open)), changed_(executor) {}

  // Of `textDocument/publishDiagnostics`, whose text had that size.
  void note_diagnostics(Json params, std::size_t size, std::uint64_t now);
  // Of an answer: those of the document as it was then.
  void set_diagnostics(const std::string& path, Items items, std::uint64_t now);
  // Null when there are none, or not any more; until the next call here.
  const Diagnostics* diagnostics(const std::string& path) const;
  // Of a document that was closed.
  void forget(const std::string& path);
  void forget_all();

  // Of `$/progress`.
  void note_progress(const Json& params, std::uint64_t now);
  bool at_work() const { return !progress_.empty(); }
  // "title: message" of what it began last and has not ended; empty for nothing.
  std::string activity() const;

  // The last news of the server, or when it is expected to have noticed the last news to it.
  std::chrono::steady_clock::time_point quiet_from() const { return quiet_from_; }
  void expect_until(std::chrono::steady_clock::time_point time);

  // Until something comes, or wake() is called.
  Task<void> wait() { return changed_.wait(); }
  void wake() { changed_.notify(); }

 private:
  struct Progress {
    std::string title;
    std::string message;
    std::uint64_t came = 0;
  };

  void keep(const std::string& path, Diagnostics diagnostics);

  const IsOpen is_open_;
  std::map<std::string, Diagnostics> diagnostics_;
  std::size_t size_ = 0;                      // of all of them
  std::map<std::string, Progress> progress_;  // by their tokens
  std::chrono::steady_clock::time_point quiet_from_;
  Event changed_;
};

}  // namespace toolbox
