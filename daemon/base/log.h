#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace toolbox {

struct LogConfig {
  std::string level = "info";  // debug, info, warn, error
  std::string file;            // empty: stdout only
  std::uint64_t max_size_mb = 100;
  std::uint64_t max_backups = 5;    // 0: keep all
  std::uint64_t max_age_days = 14;  // 0: keep all
  bool compress = true;
};

// The daemon's log: lines to stdout (coloured on a terminal) and to a rotating file. Any thread may write;
// a thread of its own does the blocking part, so a stuck terminal or disk delays nobody. When it falls
// behind by limits::log_queue lines, the oldest are dropped and counted.
class Log {
 public:
  explicit Log(const LogConfig& config);  // an unwritable file becomes a warning in the log itself
  ~Log();                                 // writes what is queued, for a second at most

  // Writes what is queued, for a second at most, and ends; for an exit that runs no destructors.
  void close();

  void debug(std::string_view line);
  void info(std::string_view line);
  void warn(std::string_view line);
  void error(std::string_view line);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace toolbox
