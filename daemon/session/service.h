#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "http/message.h"
#include "session/messages.h"
#include "session/session.h"
#include "session/store.h"

namespace toolbox {

struct LogStream;
struct LogRange;

// The sessions and their routes. Loop thread only.
class Sessions {
 public:
  struct Settings {
    std::string home;                 // for state, and where old clients' sessions begin
    std::chrono::milliseconds grace;  // SIGTERM to SIGKILL
    std::uint64_t log_limit;          // bytes of one command's log
  };
  Sessions(asio::io_context& loop, Launcher& launcher, Pool& pool, Pool& log_pool, Tasks& tasks, Log& log,
           Settings settings);

  Task<Created> create(CreateSessionParams params, const Request& request);
  Task<Response> list();
  Task<Response> get(SessionParams params);
  Task<NoContent> remove(SessionParams params);
  Task<Response> execute(SessionExecParams params, const Request& request);
  Task<CommandInfo> command(CommandParams params);
  Task<NoContent> input(InputParams params);
  Task<Response> logs(LogParams params, const Request& request);
  Task<Response> entrypoint();
  Task<Response> entrypoint_logs(EntrypointLogParams params, const Request& request);

  // Runs the words as one command in the reserved session.
  void start_entrypoint(const std::vector<std::string>& words);

  // Ends all sessions and what they started; what they logged stays for whoever looks into it afterwards.
  Task<void> end_all();

 private:
  Task<void> run_entrypoint(std::string text);
  Task<void> entrypoint_started();
  std::shared_ptr<Session> find(const std::string& id) const;
  const CommandRecord& find_command(const Session& session, const std::string& id) const;
  Task<std::shared_ptr<Session>> start(std::string id, std::string cwd);
  Task<void> end_session(std::shared_ptr<Session> session, std::chrono::milliseconds grace,
                         Session::Files files);
  Task<SessionInfo> describe(std::shared_ptr<Session> session, std::uint64_t& text);
  template <class Info>
  Task<Response> answer(Info info, std::uint64_t text);
  Task<void> end_each();
  Task<CommandInfo> describe(std::string directory, const CommandRecord& record);
  Task<Response> send_log(std::shared_ptr<Session> session, std::string command_id, bool follow,
                          std::optional<std::int64_t> offset, const Request& request);

  SessionServices services_;
  SessionStore store_;
  const Settings settings_;
  std::map<std::string, std::shared_ptr<Session>, std::less<>> sessions_;
  std::set<std::string> starting_;
  Event started_;  // a session, or it could not be
  bool entrypoint_is_starting_ = false;
  bool stopping_ = false;
};

}  // namespace toolbox
