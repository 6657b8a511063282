#pragma once
#include <string>
#include <vector>

namespace toolbox {

struct DirEntry {
  std::string name;
  unsigned char type;  // DT_REG, DT_DIR, DT_LNK …; never DT_UNKNOWN unless it vanished
};

// Appends the next entries of an open directory, without "." and "..": one system call's worth, none at the
// end. Returns errno's value, 0 when all is well. Blocking.
int next_entries(int dir_fd, std::vector<DirEntry>& out);

// Appends all of them and sorts by name, byte by byte.
int sorted_entries(int dir_fd, std::vector<DirEntry>& out);

}  // namespace toolbox
