#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"
#include "base/event.h"
#include "base/launcher.h"
#include "base/pool.h"
#include "base/task.h"
#include "base/tasks.h"
#include "base/turns.h"
#include "lsp/documents.h"
#include "lsp/file_watch.h"
#include "lsp/news.h"
#include "lsp/packages.h"
#include "lsp/process.h"
#include "lsp/rpc.h"
#include "lsp/settings.h"
#include "lsp/text.h"
#include "lsp/watchers.h"

namespace toolbox {

struct LspServices {
  Launcher& launcher;
  Pool& pool;
  Tasks& tasks;
  Executor executor;
  std::string work_dir;
  std::vector<std::string> path;             // where programs are looked for last
  std::chrono::seconds timeout;              // of a request
  std::optional<std::chrono::seconds> idle;  // after which a server ends; nothing: never
};

// A program and what it is for.
struct LspProgram {
  std::vector<std::string> argv;
  std::string name;      // without its directory
  std::string language;  // a languageId of the API
  std::string root;      // the project, absolute
  LineEnds line_ends = LineEnds::protocol;
};

// One language server, from `initialize` to its end, and what it has to know of a project's files. All
// functions throw ApiError. Loop thread only.
class LanguageServer final : public std::enable_shared_from_this<LanguageServer>, private RpcListener {
 public:
  LanguageServer(const LspServices& services, LspProgram program);

  // Starts it, once; returns when it is ready for requests.
  Task<void> start();

  // Asks it to end, and sees to that also when nobody waits any more. Returns when it is gone.
  Task<void> stop();

  // Ends it without asking. Returns when it is gone.
  static Task<void> kill(std::shared_ptr<LanguageServer> self);

  using Deadline = Rpc::Deadline;
  // Of a request that comes now.
  Deadline deadline() const { return std::chrono::steady_clock::now() + services_.timeout; }

  bool ended() const { return state_ == State::ended; }
  bool running() const { return state_ == State::running && !stopping_; }
  // "exited with code 1: Error: …", "was stopped"; for one that is not running any more.
  const std::string& end() const { return end_; }

  // Tells the server of the document, which it keeps until it is closed.
  Task<void> open(std::string path);
  // The same for a while, if it is not open yet.
  Task<void> show(std::string path, Deadline deadline);
  bool is_open(const std::string& path) const { return documents_.contains(path); }
  // Nothing happens for one that is not open.
  Task<void> close(std::string path);

  // Sends a request and waits for the answer. The server knows the files as they are on disk before; the
  // document `path`, unless empty, is opened if it is not, and positions in `params` are brought into it.
  // capability: what a server must have announced, "hoverProvider"; "" for none. Cancelled, it cancels the
  // request.
  Task<LspResult> request(const char* capability, std::string method, Json params, std::string path,
                          Deadline deadline);
  Task<LspResult> request(const char* capability, std::string method, Json params, std::string path) {
    return request(capability, std::move(method), std::move(params), std::move(path), deadline());
  }

  // Returns when no more diagnostics of the document are to be expected.
  Task<void> settle(std::string path, Deadline deadline);
  // Those that are known now.
  ServerNews::Items known_diagnostics(const std::string& path) const;

  // The states of the open documents that are since `asked` what the server has.
  std::map<std::string, FileState> known_since(std::uint64_t asked) const;

  const LspProgram& program() const { return program_; }

 private:
  enum class State { fresh, running, ended };

  // For as long as a request runs the server is not idle.
  struct Use {
    explicit Use(LanguageServer& s) : server(s) { ++server.users_; }
    ~Use() {
      --server.users_;
      server.used_ = std::chrono::steady_clock::now();
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    LanguageServer& server;
  };
  struct Document {
    std::string language;
    std::int64_t version = 1;
    FileState state;
    std::vector<std::uint32_t> lines;  // their lengths
    bool asked = false;                // by did-open
    std::uint64_t used = 0;
    std::uint64_t told = 0;  // when, in count_, the server was told of this version
  };
  // What a request needs to be up to date.
  struct SyncRequest {
    std::string path = {};  // to be opened unless it is open; empty for none
    bool asked = false;     // by did-open
    bool anew = false;      // when other files have changed it is sent again, as if it had changed
  };
  struct DiskNews;
  struct Look;

  static Task<void> run(std::shared_ptr<LanguageServer> self);
  bool begin_end(std::string why);
  static Task<void> see_it_end(std::shared_ptr<LanguageServer> self);
  static Task<void> end_when_idle(std::shared_ptr<LanguageServer> self);
  void fail_start(const std::shared_ptr<LanguageServer>& self, std::exception_ptr& failure);
  Task<void> initialize();
  Task<Json> on_request(std::string method, Json params) override;
  void on_notification(const std::string& method, Json params, std::size_t size) override;
  ServerProject project() const;
  void tell_configuration();
  void collect_watchers();
  Task<void> register_watchers(const Json& registrations);
  void unregister_watchers(const Json& unregistrations);

  // As Rpc::ask(); without an answer 408, 500 or 502.
  Task<LspResult> ask(std::string method, Json params, Deadline deadline);
  // Brings the server up to date with the disk.
  Task<void> synchronize(SyncRequest request, Deadline deadline);
  Task<void> tell(DiskNews news, Deadline deadline);
  Task<void> wait_until_sendable(Deadline deadline);
  Task<void> come(Turns::Turn& turn, Deadline deadline);
  // Returns when the server has had the time to take note of the files that have come or gone.
  Task<void> noticed(Deadline deadline);
  Task<void> see_diagnostics(std::string path, Deadline deadline);
  void close_document(const std::string& path);
  bool close_surplus();
  Task<bool> has_nothing_to_say(std::string path, Deadline deadline);
  bool has_capability(const std::string& name) const;
  std::string activity(std::uint64_t heard_before) const;
  [[noreturn]] void fail_ended() const;
  // what: a clause, "has not answered".
  [[noreturn]] void fail_late(const std::string& what, std::uint64_t heard_before) const;
  // What follows when the process is gone, or there is none: nothing is waited for any more.
  void finish(std::string how);

  const LspServices& services_;
  const LspProgram program_;
  State state_ = State::fresh;
  bool stopping_ = false;
  bool gone_ = false;
  std::string end_;
  bool garbled_ = false;  // it sent what is no message
  std::shared_ptr<LspProcess> process_;
  std::unique_ptr<Rpc> rpc_;  // as long as the process
  Json capabilities_;
  PythonPackages packages_;                    // that the server knows of
  Turns order_;                                // of what the server is told
  std::map<std::string, Document> documents_;  // by path
  ServerNews news_;
  std::map<std::string, std::vector<Watcher>> registrations_;  // by their ids
  std::shared_ptr<const std::vector<Watcher>> watchers_ =
      std::make_shared<std::vector<Watcher>>();  // all of them
  std::shared_ptr<FileWatch> watch_;             // used on the pool, by whoever has the turn
  std::vector<FileEvent> untold_;                // that watch_ has given, and the server wants to know of
  std::uint64_t count_ = 0;                      // of all that happened
  Event ended_;
  std::chrono::steady_clock::time_point used_;
  std::size_t users_ = 0;
};

}  // namespace toolbox
