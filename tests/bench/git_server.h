#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "nginx.h"
#include "process.h"

namespace toolbox::bench {

// Serves a bare repository over http, for everybody: nginx, fcgiwrap and git's own http-backend.
class GitServer {
 public:
  // `home`: an existing directory for the server's files.
  GitServer(const std::filesystem::path& repository, const std::filesystem::path& home);

  std::string url() const;

 private:
  void wait_for_wrapper() const;

  std::string name_;  // the repository's, in the URL
  std::uint16_t wrapper_port_;
  Process wrapper_;
  Nginx nginx_;
};

}  // namespace toolbox::bench
