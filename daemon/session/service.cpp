#include "session/service.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/api_error.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/pipe.h"
#include "base/timer.h"
#include "session/follow.h"
#include "session/forms.h"

namespace toolbox {
namespace {

constexpr auto reserved = "entrypoint";
constexpr auto entrypoint_command = "entrypoint_command";

// /dev/null, or where there is none the end of a pipe that nobody writes to.
UniqueFd nothing_to_read() {
  UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return null ? std::move(null) : make_pipe().reading;
}

std::string shell_for_sessions(const std::string& shell) {
  return can_run_sessions(shell) ? shell : "sh";
}

void refuse_reserved(const std::string& id) {
  if (id == reserved) throw ApiError::bad_request("bad request: the session id 'entrypoint' is reserved");
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Quoted unless no shell makes something else of it. The first word is quoted in any case: it names a
// program, not a reserved word or an alias.
std::string shell_word(const std::string& word, bool first) {
  constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+,-./:@_";
  if (!first && !word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  return shell_quoted(word);
}

}  // namespace

Sessions::Sessions(asio::io_context& loop, Launcher& launcher, Pool& pool, Pool& log_pool, Tasks& tasks,
                   Log& log, Settings settings)
    : services_{launcher,
                pool,
                log_pool,
                tasks,
                log,
                shell_for_sessions(launcher.shell()),
                kind_of_shell(shell_for_sessions(launcher.shell())),
                nothing_to_read(),
                settings.log_limit,
                {}},
      store_(settings.home + "/.daytona/sessions"),
      settings_(std::move(settings)),
      started_(loop.get_executor()) {}

std::shared_ptr<Session> Sessions::find(const std::string& id) const {
  const auto it = sessions_.find(id);
  if (it == sessions_.end()) {
    throw ApiError(404, "PROCESS_NOT_FOUND",
                   id == reserved ? "not found: the daemon was started without an entrypoint command"
                                  : "not found: session not found");
  }
  return it->second;
}

const CommandRecord& Sessions::find_command(const Session& session, const std::string& id) const {
  const auto* record = session.find(id);
  if (record == nullptr) throw ApiError(404, "PROCESS_NOT_FOUND", "not found: command not found");
  return *record;
}

Task<Created> Sessions::create(CreateSessionParams params, const Request& request) {
  if (params.session_id.empty()) throw ApiError::bad_request("bad request: sessionId must not be empty");
  if (params.session_id.find('\0') != std::string::npos) {
    throw ApiError::bad_request("bad request: sessionId contains a NUL character");
  }
  refuse_reserved(params.session_id);
  if (sessions_.contains(params.session_id) || starting_.contains(params.session_id)) {
    throw ApiError(409, "CONFLICT", "conflict: session already exists");
  }
  co_await start(params.session_id, begins_at_home(request.client) ? settings_.home : "");
  co_return Created{};
}

Task<std::shared_ptr<Session>> Sessions::start(std::string id, std::string cwd) {
  if (stopping_) throw ApiError::unavailable("the daemon is stopping");
  struct Starting {
    Sessions& sessions;
    const std::string& id;
    ~Starting() {
      sessions.starting_.erase(id);
      sessions.started_.notify();
    }
  };
  starting_.insert(id);
  const Starting starting{*this, id};
  auto session = co_await Session::start(services_, id, store_.directory_of(id), std::move(cwd));
  sessions_.emplace(id, session);  // end_all() waits for this
  co_return session;
}

Task<Response> Sessions::list() {
  std::vector<std::shared_ptr<Session>> all;
  for (const auto& [id, session] : sessions_) {
    if (id != reserved) all.push_back(session);
  }
  std::uint64_t text = 0;
  std::vector<SessionInfo> infos;
  for (auto& session : all) infos.push_back(co_await describe(std::move(session), text));
  co_return co_await answer(std::move(infos), text);
}

Task<Response> Sessions::get(SessionParams params) {
  std::uint64_t text = 0;
  SessionInfo info = co_await describe(find(params.id), text);
  co_return co_await answer(std::move(info), text);
}

// text: bytes that the commands take in it; much is encoded off the loop.
template <class Info>
Task<Response> Sessions::answer(Info info, std::uint64_t text) {
  auto work = [&info] { return encode(info); };
  if (text < limits::codec_offload) co_return Response::json(200, work());
  co_return Response::json(200, co_await offload(services_.pool, std::move(work)));
}

Task<Response> Sessions::entrypoint() {
  co_await entrypoint_started();
  co_return co_await get({reserved});
}

// Adds the size of its texts to `text`, which has a limit.
Task<SessionInfo> Sessions::describe(std::shared_ptr<Session> session, std::uint64_t& text) {
  constexpr std::uint64_t beside_text = 80;  // an id, the keys
  for (const auto& record : session->commands()) text += record.text_size + beside_text;
  if (text > limits::max_listed_text) {
    throw ApiError(413, "PAYLOAD_TOO_LARGE",
                   "the texts of the commands are too large for one answer: ask for each command");
  }
  SessionInfo info{session->id(), {}};
  // By index: commands may be added while a long text is read.
  for (std::size_t i = 0; i < session->commands().size(); ++i) {
    const auto& record = session->commands()[i];
    info.commands.push_back(co_await describe(session->directory_of(record.id), record));
  }
  co_return info;
}

Task<CommandInfo> Sessions::describe(std::string directory, const CommandRecord& record) {
  CommandInfo info{record.id, record.text, record.exit_code};
  if (!record.long_text) co_return info;
  if (record.active && !record.active->text.empty()) {
    info.command = record.active->text;
    co_return info;
  }
  auto work = [&directory] { return SessionStore::read_file(directory + "/command"); };
  if (auto text = co_await offload(services_.pool, std::move(work))) info.command = std::move(*text);
  co_return info;
}

Task<NoContent> Sessions::remove(SessionParams params) {
  refuse_reserved(params.id);
  auto session = find(params.id);
  // On its own, so that it is not left half done when the client goes.
  if (session->begin_end())
    services_.tasks.spawn("end of a session", end_session(session, settings_.grace, Session::Files::remove));
  co_await session->gone();
  co_return NoContent{};
}

Task<void> Sessions::end_session(std::shared_ptr<Session> session, std::chrono::milliseconds grace,
                                 Session::Files files) {
  co_await session->end(grace, files);
  const auto it = sessions_.find(session->id());
  if (it != sessions_.end() && it->second == session) sessions_.erase(it);
}

Task<Response> Sessions::execute(SessionExecParams params, const Request& request) {
  refuse_reserved(params.id);
  auto session = find(params.id);
  if (is_blank(params.command)) throw ApiError::bad_request("bad request: command must not be blank");
  if (params.command.find('\0') != std::string::npos) {
    throw ApiError::bad_request("bad request: command contains a NUL character");
  }
  const bool async = params.run_async.value_or(false) || params.old_async.value_or(false);
  const auto command =
      session->submit({{}, std::move(params.command), async, !params.suppress_input_echo.value_or(false)});
  if (async) co_return Response::json(202, "{\"cmdId\":" + json_quote(command->id) + "}");
  while (command->state != ActiveCommand::State::ended) co_await command->changed.wait();
  if (command->never_ran)
    throw ApiError(410, "SESSION_ENDED", "gone: the session ended before the command began");
  if (command->failure) std::rethrow_exception(command->failure);
  LogRange range{command->log, 0, command->log_end, command->log->unwritten_note()};
  co_return co_await exec_response(command->id, *command->code, std::move(range), request,
                                   services_.log_pool);
}

Task<CommandInfo> Sessions::command(CommandParams params) {
  if (params.id == reserved) co_await entrypoint_started();
  const auto session = find(params.id);
  const auto& record = find_command(*session, params.cmd);
  co_return co_await describe(session->directory_of(record.id), record);
}

Task<NoContent> Sessions::input(InputParams params) {
  if (params.id == reserved) co_await entrypoint_started();
  const auto session = find(params.id);
  const auto& record = find_command(*session, params.cmd);
  Input input{params.data.value_or(""), params.eof.value_or(false)};
  if (!params.data && !input.eof) throw ApiError::bad_request("bad request: data is missing");
  if (params.data && !input.data.ends_with('\n')) input.data += '\n';
  if (record.exit_code) {
    const bool ended = session->ended();
    throw ApiError(410, ended ? "SESSION_ENDED" : "COMMAND_ALREADY_COMPLETED",
                   ended ? "gone: the session has ended" : "gone: the command has already completed");
  }
  co_await session->give_input(record.active, std::move(input));
  co_return NoContent{};
}

Task<Response> Sessions::logs(LogParams params, const Request& request) {
  if (params.id == reserved) co_await entrypoint_started();
  co_return co_await send_log(find(params.id), params.cmd, params.follow.value_or(false), params.offset,
                              request);
}

Task<Response> Sessions::entrypoint_logs(EntrypointLogParams params, const Request& request) {
  co_await entrypoint_started();
  co_return co_await send_log(find(reserved), entrypoint_command, params.follow.value_or(false),
                              params.offset, request);
}

Task<Response> Sessions::send_log(std::shared_ptr<Session> session, std::string command_id, bool follow,
                                  std::optional<std::int64_t> offset, const Request& request) {
  if (offset.value_or(0) < 0) throw ApiError::bad_request("bad request: offset must not be negative");
  const auto& record = find_command(*session, command_id);
  const auto active = record.active;
  auto log = active ? active->log : record.kept_log;
  if (!active && !log && record.exit_code != -1) {
    auto open = [&, path = session->directory_of(command_id) + "/output.log", first = record.log_first] {
      return CommandLog::reopen(path, first, services_.pool);
    };
    log = co_await offload(services_.pool, std::move(open));
    if (!log) throw ApiError(404, "PROCESS_NOT_FOUND", "not found: the command's log is gone");
  }
  const LogForm form = form_for(request);
  const std::uint64_t size = log ? log->size() : 0;
  auto begin = static_cast<std::uint64_t>(offset.value_or(0));
  if (begin > size) {
    throw ApiError(416, "RANGE_NOT_SATISFIABLE",
                   "offset is beyond the log's end, which is at " + std::to_string(size));
  }
  if (log) begin = std::max(begin, log->first());
  if (!request.wants_websocket) {
    LogRange range{log, begin, std::max(size, begin), log ? log->unwritten_note() : ""};
    co_return co_await log_response(std::move(range), form, services_.log_pool);
  }
  LogStream stream{log, active, begin, follow, form == LogForm::combined, services_.log_pool};
  Upgrade upgrade;
  upgrade.serve = [stream](WebSocket& socket) { return stream_log(stream, socket); };
  Response response = Response::websocket(std::move(upgrade));
  response.headers.add("X-Log-Offset", std::to_string(begin));
  co_return response;
}

void Sessions::start_entrypoint(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + shell_word(word, text.empty());
  entrypoint_is_starting_ = true;
  services_.tasks.spawn("entrypoint", run_entrypoint(std::move(text)));
}

Task<void> Sessions::run_entrypoint(std::string text) {
  try {
    const auto session = co_await start(reserved, "");
    session->submit({entrypoint_command, std::move(text), true, true});
    session->close();
  } catch (const std::exception& e) {
    services_.log.error(std::string("the entrypoint command can't be started: ") + e.what());
  }
  entrypoint_is_starting_ = false;
  started_.notify();
}

// Whoever asks right after the start is not told that there is none.
Task<void> Sessions::entrypoint_started() {
  while (entrypoint_is_starting_) co_await started_.wait();
}

Task<void> Sessions::end_all() {
  using namespace asio::experimental::awaitable_operators;
  // What the kernel does not let go of must not keep the daemon.
  Timer patience(co_await asio::this_coro::executor, limits::stop_deadline + limits::stop_deadline);
  co_await (end_each() || patience.async_wait(use_task));
}

Task<void> Sessions::end_each() {
  stopping_ = true;
  const auto grace = std::min<std::chrono::milliseconds>(settings_.grace, limits::stop_deadline);
  while (!starting_.empty() || entrypoint_is_starting_) co_await started_.wait();
  std::vector<std::shared_ptr<Session>> all;
  for (const auto& [id, session] : sessions_) all.push_back(session);
  for (const auto& session : all) {
    auto end =
        session->begin_end() ? end_session(session, grace, Session::Files::keep) : session->hasten(grace);
    services_.tasks.spawn("end of a session", std::move(end));
  }
  for (const auto& session : all) co_await session->gone();
}

}  // namespace toolbox
