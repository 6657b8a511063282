#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"

namespace toolbox {

struct VersionReply {
  std::string version;
};
template <class V>
void fields(V& v, VersionReply& m) {
  v("version", m.version);
}

struct DirReply {
  std::string dir;
};
template <class V>
void fields(V& v, DirReply& m) {
  v("dir", m.dir);
}

struct InitParams {
  std::string token;
};
template <class V>
void fields(V& v, InitParams& m) {
  v("token", m.token);
}

struct MessageReply {
  std::string message;
};
template <class V>
void fields(V& v, MessageReply& m) {
  v("message", m.message);
}

struct EnvParams {
  std::optional<std::map<std::string, std::string>> set;
  std::optional<std::vector<std::string>> unset;
  std::optional<std::string> unset_value_prefix;
};
template <class V>
void fields(V& v, EnvParams& m) {
  v("set", m.set);
  v("unset", m.unset);
  v("unsetValuePrefix", m.unset_value_prefix);
}

// Sizes in bytes, times of the sample.
struct SystemMetrics {
  double cpu_count = 0;     // what the sandbox may use, e.g. 1.5
  double cpu_used_pct = 0;  // 0 to 100 of that
  std::uint64_t mem_total = 0;
  std::uint64_t mem_used = 0;
  std::uint64_t mem_cache = 0;
  std::uint64_t disk_total = 0;
  std::uint64_t disk_used = 0;
  std::uint64_t disk_free = 0;
  std::string timestamp;
  std::int64_t timestamp_unix = 0;
};
template <class V>
void fields(V& v, SystemMetrics& m) {
  v("cpuCount", m.cpu_count);
  v("cpuUsedPct", m.cpu_used_pct);
  v("memTotal", m.mem_total);
  v("memUsed", m.mem_used);
  v("memCache", m.mem_cache);
  v("diskTotal", m.disk_total);
  v("diskUsed", m.disk_used);
  v("diskFree", m.disk_free);
  v("timestamp", m.timestamp);
  v("timestampUnix", m.timestamp_unix);
}

}  // namespace toolbox
