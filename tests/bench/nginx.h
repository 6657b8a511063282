#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "process.h"

namespace toolbox::bench {

// An nginx of one process that serves a directory with sendfile, from a minimal configuration of its own.
class Nginx {
 public:
  // `more`: directives for the `server` block.
  explicit Nginx(const std::filesystem::path& root, const std::string& more = "");

  std::uint16_t port() const { return port_; }

 private:
  std::filesystem::path home_;
  std::uint16_t port_;
  UniqueFd output_;
  Process process_;
};

}  // namespace toolbox::bench
