#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "context.h"
#include "unique_fd.h"

namespace toolbox::bench {

// Starts a daemon in this environment and gives what it takes from just before posix_spawn until `answered`
// has returned, in milliseconds. `answered` gets the daemon's port, and the first connection that it
// accepted.
double start_until(const Context& context, const std::vector<std::string>& environment,
                   const std::function<void(std::uint16_t port, UniqueFd first)>& answered);

// Until GET /version has been answered.
double start_until_version(const Context& context, const std::vector<std::string>& environment);

}  // namespace toolbox::bench
