#pragma once
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace toolbox {

// The one failure a client is meant to see. Thrown anywhere below a handler; made into a response in one
// place (http/error_response.cpp) and nowhere else.
class ApiError : public std::runtime_error {
 public:
  // status: HTTP. code: one of the contract's, e.g. "FILE_NOT_FOUND". message: a sentence for a person.
  ApiError(int http_status, std::string error_code, const std::string& message)
      : std::runtime_error(message), status(http_status), code(std::move(error_code)) {}

  int status;
  std::string code;
  // Further keys of the error body: name and value, the value as JSON text.
  std::vector<std::pair<std::string, std::string>> extra;

  static ApiError bad_request(const std::string& why) { return {400, "BAD_REQUEST", why}; }
  static ApiError bad_path(const std::string& why) { return {400, "INVALID_FILE_PATH", why}; }
  static ApiError unavailable(const std::string& why) { return {503, "SERVICE_UNAVAILABLE", why}; }
};

}  // namespace toolbox
