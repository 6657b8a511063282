#pragma once
#include <cstdint>
#include <string>

#include "base/unique_fd.h"

namespace toolbox {

// A file that is appended to and, once it is full, moved aside as NAME-<UTC time>.EXT; old ones are
// compressed with gzip and pruned by number and age. Blocking: one thread of its own uses it.
class RotatingFile {
 public:
  struct Limits {
    std::uint64_t max_bytes;
    std::uint64_t max_backups;   // 0: keep all
    std::uint64_t max_age_days;  // 0: keep all
    bool compress;
  };

  RotatingFile(const std::string& path, Limits limits);

  // Opens the file, making its directory; false, with `why` set, when that is not possible.
  bool open(std::string& why);

  // Appends; what the disk does not take is lost, as there is nowhere to say so.
  void write(std::string_view text);

 private:
  void rotate();
  void compress_backups() const;
  void prune() const;

  const std::string path_;
  const Limits limits_;
  UniqueFd fd_;
  std::uint64_t size_ = 0;
  std::uint64_t rotate_at_;  // bytes
};

}  // namespace toolbox
