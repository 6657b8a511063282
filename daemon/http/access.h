#pragma once
#include <string>
#include <string_view>

#include "http/message.h"

namespace toolbox {

// Who may talk to the daemon. Immutable after construction.
class Access {
 public:
  // token: empty when no request needs one. machine_name: the host name that a loopback Host may carry.
  Access(std::string token, std::string machine_name)
      : token_(std::move(token)), machine_name_(std::move(machine_name)) {}

  // Throws ApiError 403 for a browser in this machine that another site sent here, 401 for a missing or
  // wrong token.
  void check(const Request& request) const;

 private:
  void check_browser(const Request& request) const;
  bool authorized(const Request& request) const;
  bool own_host(std::string_view host) const;

  const std::string token_;
  const std::string machine_name_;
};

}  // namespace toolbox
