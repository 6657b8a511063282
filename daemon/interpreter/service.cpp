#include "interpreter/service.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <exception>
#include <utility>

#include "base/api_error.h"
#include "base/command_run.h"
#include "base/directory.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/time_format.h"
#include "base/timer.h"

namespace toolbox {
namespace {

constexpr auto default_context = "default";
constexpr auto unknown = "not found: context not found";
constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t policy_violation = 1008;
constexpr std::size_t max_known_paths = 16;

ExecuteCodeParams decode(const std::string& message) {
  ExecuteCodeParams params;
  const Json json = parse_object(message);
  const Arguments none;
  JsonDecoder decoder(none, json);
  fields(decoder, params);
  return params;
}

void check_code(const ExecuteCodeParams& params) {
  if (params.code.value_or("").find_first_not_of(" \t\r\n") == std::string::npos) {
    throw ApiError::bad_request("bad request: code is required");
  }
  if (params.envs) check_environment(*params.envs);
}

}  // namespace

Contexts::Contexts(ContextServices services, Executor executor)
    : services_(std::move(services)), executor_(executor) {}

void Contexts::open() {
  Context::Options options;
  options.stays_warm = true;
  const auto context = std::make_shared<Context>(services_, executor_, options);
  context->open();
  entries_.emplace(default_context,
                   Entry{context, options.language, services_.work_dir, rfc3339_nano(now())});
}

void Contexts::environment_changed() {
  for (const auto& [id, entry] : entries_) entry.context->refresh();
}

InterpreterContext Contexts::describe(const std::string& id, const Entry& entry) const {
  return {id, entry.cwd, entry.created_at, entry.context->active(), std::string(name_of(entry.language))};
}

Task<InterpreterContext> Contexts::create(CreateContextParams params) {
  const std::string name = params.language.value_or(std::string(name_of(Language::python)));
  const auto language = parse_language(name);
  const std::string cwd = params.cwd.value_or("");
  if (cwd.find('\0') != std::string::npos) {
    throw ApiError::bad_request("bad request: cwd contains a NUL character");
  }
  Context::Options options;
  if (!cwd.empty()) options.cwd = absolute_path(cwd, services_.work_dir);
  const auto environment = services_.launcher.environment().with({});
  auto check = [&] {
    if (!options.cwd.empty()) check_directory(options.cwd);
    return language && installed(*language, environment);
  };
  if (!co_await offload(services_.pool, std::move(check))) {
    throw ApiError::bad_request(co_await refusal(name));
  }
  options.language = *language;
  if (stopping_) throw ApiError::unavailable("the daemon is stopping");
  if (entries_.size() + starting_ > limits::max_contexts) {  // beside the default one
    throw ApiError::unavailable("too many interpreter contexts: " + std::to_string(limits::max_contexts) +
                                " is the limit, delete some");
  }
  struct Starting {
    explicit Starting(std::size_t& n) : count(n) { ++count; }
    ~Starting() { --count; }
    Starting(const Starting&) = delete;
    Starting& operator=(const Starting&) = delete;
    std::size_t& count;
  };
  const Starting starting(starting_);
  const auto context = std::make_shared<Context>(services_, executor_, options);
  co_await context->start();
  if (options.language == Language::typescript && !context->worker()->takes_typescript()) {
    throw ApiError::bad_request(co_await refusal(name));
  }
  if (stopping_) throw ApiError::unavailable("the daemon is stopping");
  context->open();
  const std::string id = ids_.next();
  const auto& made =
      entries_
          .emplace(id, Entry{context, *language, absolute_path(cwd, services_.work_dir), rfc3339_nano(now())})
          .first->second;
  co_return describe(id, made);
}

// Only Node itself knows.
Task<bool> Contexts::node_takes_typescript() {
  const std::string path = services_.launcher.environment().get("PATH").value_or("");
  if (const auto known = takes_typescript_.find(path); known != takes_typescript_.end()) {
    co_return known->second;
  }
  bool takes = false;
  try {
    const auto worker = co_await Worker::start(services_.launcher, services_.pool, Language::javascript, "");
    co_await worker->get_ready();
    takes = worker->takes_typescript();
  } catch (const WorkerFailed&) {
  } catch (const std::system_error&) {  // there is no Node, or no room for one more process
    co_return false;
  }
  if (takes_typescript_.size() >= max_known_paths) takes_typescript_.clear();
  takes_typescript_[path] = takes;
  co_return takes;
}

// Why there is no context for that language, and for which there are.
Task<std::string> Contexts::refusal(std::string name) {
  const auto environment = services_.launcher.environment().with({});
  const bool typescript = co_await node_takes_typescript();
  auto describe = [&] { return unsupported_language(name, typescript, environment); };
  co_return co_await offload(services_.pool, std::move(describe));
}

Task<ContextList> Contexts::list() {
  ContextList list;
  for (const auto& [id, entry] : entries_) {
    if (id != default_context) list.contexts.push_back(describe(id, entry));
  }
  co_return list;
}

Task<ContextDeleted> Contexts::remove(ContextParams params) {
  if (params.id == default_context) {
    throw ApiError::bad_request("bad request: the default context can't be deleted");
  }
  const auto it = entries_.find(params.id);
  if (it == entries_.end()) throw ApiError(404, "PROCESS_NOT_FOUND", unknown);
  const auto context = it->second.context;
  entries_.erase(it);
  co_await context->end();
  co_return ContextDeleted{};
}

Task<Response> Contexts::execute(ConnectInterpreterParams, const Request& request) {
  request.require_websocket();
  Upgrade upgrade;
  upgrade.max_message = limits::max_code;
  upgrade.serve = [this](WebSocket& client) { return serve(client); };
  co_return Response::websocket(std::move(upgrade));
}

Task<void> Contexts::serve(WebSocket& client) {
  auto first = co_await client.receive();
  if (!first) co_return;
  co_await execute_first_message(client, std::move(*first));
}

Task<void> Contexts::execute_first_message(WebSocket& client, WebSocketMessage message) {
  std::uint16_t code = protocol_error;
  std::string refusal;
  std::shared_ptr<Context> context;
  WorkerOrder order;
  std::chrono::seconds timeout{0};
  try {
    if (message.data.empty()) throw ApiError::bad_request("bad request: the first message is empty");
    auto parse = [&message] { return decode(message.data); };
    ExecuteCodeParams params = message.data.size() > limits::codec_offload
                                   ? co_await offload(services_.pool, std::move(parse))
                                   : parse();
    code = policy_violation;
    check_code(params);
    timeout = checked_timeout(params.timeout.value_or(limits::execution_timeout));
    const std::string id = params.context_id.value_or("");
    const auto it = entries_.find(id.empty() ? default_context : id);
    if (it == entries_.end()) throw ApiError(404, "PROCESS_NOT_FOUND", unknown);
    if (it->second.language == Language::bash && params.code->find('\0') != std::string::npos) {
      throw ApiError::bad_request("bad request: Bash code can't contain a NUL character");
    }
    context = it->second.context;
    order = {std::move(*params.code), std::move(params.envs).value_or(Environment::Variables{}),
             params.rich_output.value_or(false)};
  } catch (const ApiError& e) {
    refusal = e.what();
  }
  message = {};  // its memory is the order's now
  if (!refusal.empty()) {
    co_await client.close(code, refusal);
  } else {
    co_await context->execute(client, std::move(order), timeout);
  }
}

Task<void> Contexts::end(std::shared_ptr<Context> context, std::string id) {
  co_await context->end();
  entries_.erase(id);
}

Task<void> Contexts::end_all() {
  using namespace asio::experimental::awaitable_operators;
  stopping_ = true;
  std::vector<std::shared_ptr<Context>> all;
  for (const auto& [id, entry] : entries_) {
    services_.tasks.spawn("end of an interpreter context", end(entry.context, id));
    all.push_back(entry.context);
  }
  auto wait = [](std::vector<std::shared_ptr<Context>> contexts) -> Task<void> {
    for (const auto& context : contexts) co_await context->end();
  };
  // What the kernel does not let go of must not keep the daemon.
  Timer patience(co_await asio::this_coro::executor, limits::stop_deadline);
  co_await (wait(std::move(all)) || patience.async_wait(use_task));
}

}  // namespace toolbox
