#include "http/error_response.h"

#include <boost/asio/error.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/system/system_error.hpp>
#include <new>
#include <system_error>

#include "base/spawn.h"
#include "base/time_format.h"

namespace toolbox {
namespace {

ApiError internal(const std::string& why) {
  return {500, "INTERNAL_SERVER_ERROR", why};
}

// What an errno that no handler named means to a client.
ApiError from_errno(int error, const std::string& what) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return {507, "INSUFFICIENT_STORAGE", what};
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
      return ApiError::unavailable(what);
    default:
      return internal(what);
  }
}

}  // namespace

std::string error_body(const ApiError& error, std::string_view method, std::string_view path, bool strict) {
  JsonWriter out(strict);
  Encoder v(out);
  out.begin_object();
  v("statusCode", error.status);
  v("message", std::string_view(error.what()));
  v.newer("error", std::string_view(error.what()));
  v("code", error.code);
  v.newer("source", "DAYTONA_DAEMON");
  v("timestamp", rfc3339_millis_utc(now()));
  v("path", path);
  v("method", method);
  for (const auto& [name, json] : error.extra) {
    out.key(name);
    out.raw(json);
  }
  out.end_object();
  return std::move(out).take();
}

Response error_response(const ApiError& error, const Request& request) {
  Response response = Response::json(
      error.status, error_body(error, request.method, request.path, request.client.strict_decoder()));
  if (error.status == 426) {
    response.headers.add("Connection", "Upgrade");
    response.headers.add("Upgrade", "websocket");
    response.headers.add("Sec-WebSocket-Version", "13");
  }
  return response;
}

Response error_response(const Request& request) {
  try {
    throw;
  } catch (const ApiError& e) {
    return error_response(e, request);
  } catch (const SpawnError& e) {
    return error_response(e.resources ? ApiError::unavailable(e.what()) : internal(e.what()), request);
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) throw;
    return error_response(from_errno(e.code().value(), e.what()), request);
  } catch (const std::system_error& e) {
    return error_response(from_errno(e.code().value(), e.what()), request);
  } catch (const asio::multiple_exceptions& e) {
    // Two things that ran side by side have failed; the first is the cause.
    try {
      std::rethrow_exception(e.first_exception());
    } catch (...) {
      return error_response(request);
    }
  } catch (const std::bad_alloc&) {
    return error_response(ApiError::unavailable("out of memory"), request);
  } catch (const std::exception& e) {
    return error_response(internal(e.what()), request);
  }
}

}  // namespace toolbox
