#pragma once
#include <string>

#include "base/api_error.h"
#include "http/message.h"

namespace toolbox {

// The error body of the contract. method and path: the request's; strict: the client refuses new keys.
std::string error_body(const ApiError& error, std::string_view method, std::string_view path, bool strict);

// The one place where a failure becomes an answer. Call it inside a catch block: it looks at the exception
// that is being handled. Cancellation is no failure and is thrown on.
Response error_response(const Request& request);

// As above for an error that is at hand.
Response error_response(const ApiError& error, const Request& request);

}  // namespace toolbox
