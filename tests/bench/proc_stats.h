#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>

namespace toolbox::bench {

// Figures of another process, from /proc. All throw when it is gone or may not be read.
double resident_kib(pid_t pid);
double proportional_kib(pid_t pid);  // what it shares counts for its part
// Of a process and all its descendants together; pages that several of them share count for each. 0 when the
// process has ended; a descendant that ends meanwhile counts for nothing.
double tree_resident_kib(pid_t pid);
void reset_peak(pid_t pid);  // the peak is the resident size again
double peak_kib(pid_t pid);

// Context switches, voluntary or not, of each thread.
using Switches = std::map<pid_t, std::uint64_t>;
Switches context_switches(pid_t pid);
// A thread that came or went counts as at least one.
std::uint64_t wake_ups(const Switches& before, const Switches& after);

}  // namespace toolbox::bench
