#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/codec.h"
#include "base/limits.h"
#include "base/offload.h"
#include "http/message.h"

namespace toolbox {

struct Route {
  std::string method;
  std::string pattern;  // "/process/session/{id}/exec"
  bool streams_body;    // the handler reads it; else it is read before
  std::function<Task<Response>(Request&)> handler;
};

// Finds the handler of a request, and makes handlers of typed member functions:
//   Task<Reply> method(Params)                  Params from query or body, Reply as JSON
//   Task<Reply> method(Params, const Request&)  where headers or the client's version matter
//   Task<Reply> method(Params, Upload)          the body streamed
// Reply: a message, a list, void (an empty answer), or a Response. A message that is not answered with 200
// says so: `static constexpr int http_status = 201;`.
class Router {
 public:
  // codec_pool: where large bodies are parsed and long lists encoded.
  explicit Router(Pool& codec_pool) : pool_(codec_pool) {}

  template <class S, class M>
  void get(std::string pattern, S& service, M method) {
    add("GET", std::move(pattern), service, method);
  }
  template <class S, class M>
  void post(std::string pattern, S& service, M method) {
    add("POST", std::move(pattern), service, method);
  }
  template <class S, class M>
  void del(std::string pattern, S& service, M method) {
    add("DELETE", std::move(pattern), service, method);
  }

  // The route for `method` (HEAD finds GET's) and `path`; fills in the path's parameters, decoded. Throws
  // ApiError 404, or 405 with `allow` set to the methods that the path has.
  const Route& find(std::string_view method, std::string_view path, Arguments& params,
                    std::string& allow) const;

 private:
  template <class S, class R>
  void add(std::string verb, std::string pattern, S& service, Task<R> (S::*method)()) {
    add_route(std::move(verb), std::move(pattern), false,
              [&service, method](Request&) { return run(service, method); });
  }
  template <class S, class R, class P, class... Context>
  void add(std::string verb, std::string pattern, S& service, Task<R> (S::*method)(P, Context...)) {
    constexpr bool streams = (std::is_same_v<Context, Upload> || ...);
    add_route(std::move(verb), std::move(pattern), streams,
              [&service, method, &pool = pool_](Request& request) {
                return run<S, R, P, Context...>(service, method, pool, request);
              });
  }

  void add_route(std::string method, std::string pattern, bool streams_body,
                 std::function<Task<Response>(Request&)> handler);

  // One type for all routes, as offload() is code for each type that it is given.
  using Work = std::function<void()>;

  template <class P>
  static P decode(const Request& request) {
    P params{};
    if constexpr (std::is_base_of_v<FromQuery, P>) {
      QueryDecoder decoder(request.path_params, request.query);
      fields(decoder, params);
    } else {
      const Json body = parse_object(request.body);
      JsonDecoder decoder(request.path_params, body);
      fields(decoder, params);
    }
    return params;
  }

  template <class S, class R>
  static Task<Response> run(S& service, Task<R> (S::*method)()) {
    R reply = co_await (service.*method)();
    if constexpr (std::is_same_v<R, Response>) {
      co_return reply;
    } else {
      co_return Response::json(200, encode(reply));
    }
  }

  template <class S, class R, class P, class... Context>
  static Task<Response> run(S& service, Task<R> (S::*method)(P, Context...), Pool& pool, Request& request) {
    P params{};
    if (request.body.size() > limits::codec_offload) {
      co_await offload(pool, Work([&] { params = decode<P>(request); }));
    } else {
      params = decode<P>(request);
    }
    request.release_body();
    auto task = call(service, method, std::move(params), request);
    if constexpr (std::is_void_v<R>) {
      co_await std::move(task);
      co_return Response{};
    } else if constexpr (std::is_same_v<R, Response>) {
      co_return co_await std::move(task);
    } else {
      R reply = co_await std::move(task);
      co_return co_await respond(std::move(reply), pool, request.client.strict_decoder());
    }
  }

  template <class S, class R, class P>
  static Task<R> call(S& service, Task<R> (S::*method)(P), P params, Request&) {
    return (service.*method)(std::move(params));
  }
  template <class S, class R, class P>
  static Task<R> call(S& service, Task<R> (S::*method)(P, const Request&), P params, Request& request) {
    return (service.*method)(std::move(params), request);
  }
  template <class S, class R, class P>
  static Task<R> call(S& service, Task<R> (S::*method)(P, Upload), P params, Request& request) {
    return (service.*method)(std::move(params),
                             Upload{std::string(request.headers.get("Content-Type")), *request.reader});
  }

  template <class R>
  static Task<Response> respond(R reply, Pool& pool, bool strict) {
    int status = 200;
    if constexpr (requires { R::http_status; }) status = R::http_status;
    if constexpr (std::is_empty_v<R>) {
      Response response;
      response.status = status;
      co_return response;
    } else {
      bool large = false;
      if constexpr (requires { reply.size(); }) large = reply.size() > limits::rows_offload;
      std::string body;
      const auto work = [&] { body = encode(reply, strict); };
      if (large) {
        co_await offload(pool, Work(work));
      } else {
        work();
      }
      co_return Response::json(status, std::move(body));
    }
  }

  Pool& pool_;
  std::vector<Route> routes_;
};

}  // namespace toolbox
