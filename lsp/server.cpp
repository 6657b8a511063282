#include "lsp/server.h"

#include <unistd.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "base/offload.h"
#include "base/timer.h"
#include "lsp/capabilities.h"
#include "lsp/limits.h"
#include "lsp/parse.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;
using lsp_parse::member;

constexpr int content_modified = -32801;
constexpr int server_cancelled = -32802;

// Servers fail or loop on positions that the document does not have.
void clamp(Json& position, const std::vector<std::uint32_t>& lines) {
  const Position inside =
      clamped({position["line"].get<std::int64_t>(), position["character"].get<std::int64_t>()}, lines);
  position = {{"line", inside.line}, {"character", inside.character}};
}

void clamp_positions(Json& params, const std::vector<std::uint32_t>& lines) {
  if (!params.is_object()) return;
  if (const auto position = params.find("position"); position != params.end()) clamp(*position, lines);
  if (const auto range = params.find("range"); range != params.end()) {
    clamp((*range)["start"], lines);
    clamp((*range)["end"], lines);
  }
}

// Whether files that the server has not been told the text of matter to the answer.
bool is_about_project(const std::string& method) {
  return method == "workspace/symbol" || method == "textDocument/references" ||
         method == "textDocument/rename";
}

}  // namespace

LanguageServer::LanguageServer(const LspServices& services, LspProgram program)
    : services_(services),
      program_(std::move(program)),
      order_(services.executor),
      news_(services.executor, [this](const std::string& path) { return documents_.contains(path); }),
      ended_(services.executor) {}

Task<void> LanguageServer::start() {
  const auto self = shared_from_this();
  std::exception_ptr failure;
  try {
    process_ = co_await LspProcess::start(services_.launcher, services_.tasks, program_.argv, program_.root);
    rpc_ = std::make_unique<Rpc>(process_, static_cast<RpcListener&>(*this), services_.pool, program_.name);
    services_.tasks.spawn("a language server", run(self));
    if (stopping_) services_.tasks.spawn("end of a language server", see_it_end(self));
    co_await initialize();
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    fail_start(self, failure);
    std::rethrow_exception(failure);
  }
  if (state_ == State::ended) fail_ended();
  state_ = State::running;
  used_ = Clock::now();
  if (services_.idle) services_.tasks.spawn("idle language servers", end_when_idle(self));
}

// What is left of a start that has failed, and what its client is told.
void LanguageServer::fail_start(const std::shared_ptr<LanguageServer>& self, std::exception_ptr& failure) {
  if (!process_) {
    gone_ = true;
    finish("could not be started");
  } else if (begin_end("was not ready in time")) {
    services_.tasks.spawn("end of a language server", see_it_end(self));
  }
  try {
    std::rethrow_exception(failure);
  } catch (const SpawnError& e) {
    failure =
        std::make_exception_ptr(e.resources ? ApiError::unavailable(e.what())
                                            : ApiError(500, "INTERNAL_SERVER_ERROR",
                                                       program_.name + " cannot be started: " + e.what()));
  } catch (const boost::system::system_error&) {  // cancelled
  } catch (const std::system_error& e) {          // no descriptors
    failure = std::make_exception_ptr(ApiError::unavailable(e.what()));
  } catch (const std::exception&) {
  }
}

Task<void> LanguageServer::initialize() {
  if (program_.language == "python") {
    auto look = [root = program_.root] { return python_packages(root, {}); };
    packages_ = co_await offload(services_.pool, std::move(look));
  }
  LspResult answer =
      co_await ask("initialize", initialize_params(program_.root, ::getpid(), program_.language), deadline());
  capabilities_ = member(answer.result, "capabilities");
  rpc_->notify("initialized", Json::object());
  // Some servers ask for their configuration only when they are told that there is some.
  tell_configuration();
}

ServerProject LanguageServer::project() const {
  return {program_.root, program_.language, packages_.python};
}

void LanguageServer::tell_configuration() {
  rpc_->notify("workspace/didChangeConfiguration", {{"settings", server_settings(project())}});
}

Task<void> LanguageServer::stop() {
  const auto self = shared_from_this();
  if (state_ == State::ended) co_return;
  if (begin_end("was stopped") && process_)  // else start() sees to it
    services_.tasks.spawn("end of a language server", see_it_end(self));
  while (!gone_) co_await ended_.wait();
}

Task<void> LanguageServer::kill(std::shared_ptr<LanguageServer> self) {
  self->begin_end("was stopped");
  if (self->process_) co_await LspProcess::end(self->process_, std::chrono::milliseconds(0));
}

// From now on it is not running any more. False when it has begun already.
bool LanguageServer::begin_end(std::string why) {
  if (std::exchange(stopping_, true)) return false;
  if (state_ != State::ended) end_ = std::move(why);
  return true;
}

Task<void> LanguageServer::see_it_end(std::shared_ptr<LanguageServer> self) {
  if (self->state_ == State::running) {
    try {
      co_await self->ask("shutdown", nullptr, Clock::now() + limits::lsp_farewell);
      self->rpc_->notify("exit", nullptr);
    } catch (const ApiError&) {  // it goes anyway
    }
  }
  co_await LspProcess::end(self->process_,
                           self->state_ == State::running ? limits::lsp_farewell : std::chrono::seconds(0));
  self->finish("");
  self->gone_ = true;
  self->ended_.notify();
}

void LanguageServer::finish(std::string how) {
  if (state_ == State::ended) return;
  state_ = State::ended;
  if (!stopping_) end_ = std::move(how);
  documents_.clear();
  untold_.clear();
  news_.forget_all();
  watch_.reset();
  if (rpc_) rpc_->end();
  news_.wake();
  ended_.notify();
}

Task<void> LanguageServer::run(std::shared_ptr<LanguageServer> self) {
  co_await self->rpc_->listen();
  self->garbled_ = !self->process_->violation().empty();
  std::string how = self->process_->end_reason();
  if (const std::string words = self->process_->last_words(); !words.empty()) how += ": " + words;
  self->finish(std::move(how));
  co_await LspProcess::end(self->process_, std::chrono::milliseconds(0));  // and what it has left behind
}

Task<void> LanguageServer::end_when_idle(std::shared_ptr<LanguageServer> self) {
  Timer timer(self->services_.executor);
  while (self->state_ == State::running) {
    const auto now = Clock::now();
    const auto end = self->users_ > 0 ? now + *self->services_.idle : self->used_ + *self->services_.idle;
    if (end <= now) {
      if (self->begin_end("was idle and ended")) co_await see_it_end(self);
      co_return;
    }
    timer.expires_at(end);
    co_await (timer.async_wait(use_task) || self->ended_.wait());
  }
}

Task<Json> LanguageServer::on_request(std::string method, Json params) {
  // The watch is there before the answer: what happens from then on is told.
  if (method == "client/registerCapability") co_await register_watchers(member(params, "registrations"));
  if (method == "client/unregisterCapability") unregister_watchers(member(params, "unregisterations"));
  co_return answer_request(method, params, project());
}

void LanguageServer::on_notification(const std::string& method, Json params, std::size_t size) {
  if (method == "$/progress") news_.note_progress(params, ++count_);
  if (method == "textDocument/publishDiagnostics") news_.note_diagnostics(std::move(params), size, ++count_);
}

Task<LspResult> LanguageServer::ask(std::string method, Json params, Deadline deadline) {
  const auto self = shared_from_this();
  const LspMoment asked{++count_, file_clock()};
  const std::uint64_t heard = rpc_->heard();
  auto answer = co_await rpc_->ask(method, std::move(params), deadline);
  if (!answer && state_ == State::ended) fail_ended();
  if (!answer) fail_late("has not answered " + method, heard);
  answer->asked = asked;
  co_return std::move(*answer);
}

// What is known of its work since so many messages.
std::string LanguageServer::activity(std::uint64_t heard_before) const {
  if (const std::string at = news_.activity(); !at.empty()) return "it was at: " + at;
  if (const std::string words = process_->last_words(); !words.empty()) return "its last words: " + words;
  return rpc_->heard() == heard_before ? "it has said nothing" : "it has sent nothing but other messages";
}

void LanguageServer::fail_late(const std::string& what, std::uint64_t heard_before) const {
  throw ApiError(408, "REQUEST_TIMEOUT",
                 "request timeout: " + program_.name + " " + what + " within " +
                     std::to_string(services_.timeout.count()) + " s; " + activity(heard_before));
}

void LanguageServer::fail_ended() const {
  if (stopping_) {
    throw ApiError(500, "INTERNAL_SERVER_ERROR", program_.name + " was stopped during the request");
  }
  const bool garbled = garbled_;
  throw ApiError(garbled ? 502 : 500, garbled ? "BAD_GATEWAY" : "INTERNAL_SERVER_ERROR",
                 "the language server " + program_.name + " " + end_);
}

bool LanguageServer::has_capability(const std::string& name) const {
  const Json& value = member(capabilities_, name.c_str());
  return !value.is_null() && value != false;
}

Task<LspResult> LanguageServer::request(const char* capability, std::string method, Json params,
                                        std::string path, Deadline deadline) {
  const auto self = shared_from_this();
  if (*capability != '\0' && !has_capability(capability)) {
    throw ApiError(422, "UNPROCESSABLE_ENTITY", program_.name + " does not support " + method);
  }
  const Use use(*this);
  for (int tries = 1;; ++tries) {
    co_await synchronize({.path = path}, deadline);
    if (is_about_project(method)) co_await noticed(deadline);
    Json clean = params;
    if (const auto document = documents_.find(path); document != documents_.end())
      clamp_positions(clean, document->second.lines);
    try {
      co_return co_await ask(method, std::move(clean), deadline);
    } catch (const LspError& e) {
      const bool again = e.number == content_modified || e.number == server_cancelled;
      if (!again || tries == limits::lsp_tries) throw;
    }
    Timer pause(services_.executor, tries * limits::lsp_before_again);
    co_await pause.async_wait(use_task);
  }
}

}  // namespace toolbox
