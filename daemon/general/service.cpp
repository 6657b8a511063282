#include "general/service.h"

#include <utility>

#include "base/api_error.h"
#include "base/utf8.h"
#include "base/version.h"

namespace toolbox {
namespace {

void check_variable(const std::string& name, const std::string& value) {
  if (!valid_variable_name(name)) {
    throw ApiError::bad_request("bad request: invalid environment variable name: '" + utf8::to_valid(name) +
                                "'");
  }
  if (value.find('\0') != std::string::npos) {
    throw ApiError::bad_request("bad request: the value of " + name + " contains a NUL character");
  }
}

}  // namespace

General::General(Environment& environment, Pool& pool, std::string home, std::string work_dir)
    : environment_(environment), metrics_(pool), home_(std::move(home)), work_dir_(std::move(work_dir)) {}

Task<VersionReply> General::version() {
  co_return VersionReply{toolbox::version};
}

Task<DirReply> General::home_dir() {
  co_return DirReply{home_};
}

Task<DirReply> General::work_dir() {
  co_return DirReply{work_dir_};
}

Task<MessageReply> General::init(InitParams params) {
  if (params.token.empty()) throw ApiError::bad_request("bad request: token must not be empty");
  // No telemetry is sent yet, so there is nothing that would need the token.
  co_return MessageReply{"Auth token set and telemetry initialized successfully"};
}

Task<std::map<std::string, std::string>> General::set_env(EnvParams params) {
  const auto set = std::move(params.set).value_or(std::map<std::string, std::string>{});
  const auto unset = std::move(params.unset).value_or(std::vector<std::string>{});
  for (const auto& [name, value] : set) check_variable(name, value);
  for (const auto& name : unset) check_variable(name, "");

  if (params.unset_value_prefix && !params.unset_value_prefix->empty()) {
    const auto before = environment_.variables();
    for (const auto& [name, value] : before) {
      if (value.starts_with(*params.unset_value_prefix) && !set.contains(name)) environment_.unset(name);
    }
  }
  for (const auto& name : unset) environment_.unset(name);
  std::map<std::string, std::string> result;
  for (const auto& [name, value] : set) {
    environment_.set(name, value);
    result[name] = value;
  }
  environment_.changed();
  co_return result;
}

Task<SystemMetrics> General::metrics() {
  return metrics_.read();
}

}  // namespace toolbox
