#include "lsp/rpc.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <new>
#include <utility>

#include "base/event.h"
#include "base/offload.h"
#include "base/timer.h"
#include "lsp/envelope.h"
#include "lsp/limits.h"
#include "lsp/mended_json.h"
#include "lsp/parse.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using lsp_parse::member;

constexpr int invalid_params = -32602;
constexpr int internal_error = -32603;

std::string compact(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json take_params(Json& message) {
  const auto params = message.find("params");
  return params == message.end() ? Json() : std::move(*params);
}

Json error_answer(int code, const std::string& why) {
  return {{"error", {{"code", code}, {"message", why}}}};
}

}  // namespace

// A request that waits for its answer. Unless it has come, its end cancels the request.
struct Rpc::Pending {
  Pending(Rpc& r, Executor executor) : rpc(r), id(++r.last_id_), changed(executor) {
    rpc.pending_[id] = this;
  }
  ~Pending() {
    rpc.pending_.erase(id);
    if (!answered && !rpc.ended_) rpc.notify("$/cancelRequest", {{"id", id}});
  }
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  Rpc& rpc;
  const std::int64_t id;
  Event changed;
  bool answered = false;
  LspResult result;
  Json error;
  std::string fault;  // of an answer that is none
};

Rpc::Rpc(std::shared_ptr<LspProcess> process, RpcListener& listener, Pool& pool, std::string name)
    : process_(std::move(process)), listener_(listener), pool_(pool), name_(std::move(name)) {}

Task<std::optional<LspResult>> Rpc::ask(std::string method, Json params, Deadline deadline) {
  const auto executor = co_await asio::this_coro::executor;
  Pending waiting(*this, executor);
  Json message = {{"id", waiting.id}, {"method", method}};
  if (!params.is_null()) message["params"] = std::move(params);
  send(std::move(message));
  Timer timer(executor, deadline);
  while (!waiting.answered && !ended_) {
    const auto first = co_await (waiting.changed.wait() || timer.async_wait(use_task));
    if (first.index() == 1) break;
  }
  if (!waiting.answered) co_return std::nullopt;
  if (!waiting.fault.empty())
    throw ApiError(502, "BAD_GATEWAY", "what " + name_ + " answered to " + method + " " + waiting.fault);
  if (!waiting.error.is_null()) {
    const Json& code = member(waiting.error, "code");
    const Json& text = member(waiting.error, "message");
    throw LspError(
        code.is_number_integer() ? code.get<std::int64_t>() : 0,
        name_ + " answered " + method + " with an error: " +
            lsp_parse::shortened(text.is_string() ? text.get<std::string>() : compact(waiting.error)));
  }
  co_return std::move(waiting.result);
}

void Rpc::notify(const char* method, Json params) {
  Json message = {{"method", method}};
  if (!params.is_null()) message["params"] = std::move(params);
  send(std::move(message));
}

void Rpc::send(Json message) {
  message["jsonrpc"] = "2.0";
  process_->send(compact(message));
}

void Rpc::end() {
  ended_ = true;
  for (const auto& [id, waiting] : pending_) waiting->changed.notify();
}

Task<void> Rpc::listen() {
  while (auto text = co_await process_->next()) {
    ++heard_;
    try {
      co_await handle(std::move(*text));
    } catch (const std::bad_alloc&) {
      process_->reject("sent a message that is too large for the memory there is");
    }
  }
}

Task<void> Rpc::handle(std::string text) {
  auto parse = [&text] {
    ParsedJson parsed = parse_json(text);
    if (!parsed.fault.empty()) parsed = parse_json(mended_json(text));
    return parsed;
  };
  ParsedJson parsed = text.size() > limits::codec_offload ? co_await offload(pool_, parse) : parse();
  if (parsed.fault.empty() && !parsed.value.is_object()) parsed.fault = "is no object";
  if (!parsed.fault.empty()) {
    co_await handle_unusable(std::move(text), std::move(parsed.fault));
    co_return;
  }
  Json& message = parsed.value;
  if (!member(message, "method").is_string()) {
    handle_response(message, text.size());
  } else if (!member(message, "id").is_null()) {
    co_await handle_request(message);
  } else {
    handle_notification(message, text.size());
  }
}

// A message that is JSON but too large concerns only who asked for it.
Task<void> Rpc::handle_unusable(std::string text, std::string fault) {
  const auto read = [&text] { return envelope(text); };
  const std::optional<Envelope> found = co_await offload(pool_, read);
  if (!found) {
    process_->reject("sent a message that " + fault + ": " + quoted_start(text));
  } else if (found->is_call && !found->id.is_null()) {
    Json answer = error_answer(internal_error, "the message " + fault);
    answer["id"] = found->id;
    send(std::move(answer));
  } else if (Pending* const waiting = found->is_call ? nullptr : pending(found->id)) {
    waiting->answered = true;
    waiting->fault = std::move(fault);
    waiting->changed.notify();
  }
}

Rpc::Pending* Rpc::pending(const Json& id) {
  if (!id.is_number_integer()) return nullptr;
  const auto it = pending_.find(id.get<std::int64_t>());
  return it == pending_.end() || it->second->answered ? nullptr : it->second;
}

void Rpc::handle_response(Json& message, std::size_t size) {
  Pending* const waiting = pending(member(message, "id"));
  if (waiting == nullptr) return;
  waiting->answered = true;
  waiting->result.size = size;
  if (message.contains("result")) waiting->result.result = std::move(message["result"]);
  waiting->error = member(message, "error");
  waiting->changed.notify();
}

Task<void> Rpc::handle_request(Json& message) {
  Json answer;
  try {
    answer = co_await listener_.on_request(message["method"], take_params(message));
  } catch (const Json::exception& e) {
    answer = error_answer(invalid_params, e.what());
  }
  answer["id"] = message["id"];
  send(std::move(answer));
}

void Rpc::handle_notification(Json& message, std::size_t size) {
  try {
    listener_.on_notification(message["method"], take_params(message), size);
  } catch (const Json::exception&) {  // nobody waits for an answer
  }
}

}  // namespace toolbox
