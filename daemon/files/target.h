#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "files/place.h"

namespace toolbox {

struct TargetOptions {
  bool make_parents = false;
  bool sync = false;  // to the disk before it counts as written
};

// A file that is being written. It appears at its path whole, with commit(), or not at all: until then it is
// a temporary file beside it, which the destructor removes. A file that was there keeps its mode and owner.
// One whose directory takes no temporary file, or that cannot be replaced, is overwritten by commit(), once
// there is room for all of the new content. Into FIFOs and devices bytes go as they come.
// Everything here blocks, and throws ApiError.
class Target {
 public:
  Target(std::string path, TargetOptions options);
  ~Target();
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  // Writes all of it, or of a FIFO or device that is full what fits. Returns how much that was; descriptor()
  // becomes writable when there is room again.
  std::size_t write(std::string_view bytes);
  void commit();

  int descriptor() const { return file_.get(); }
  const std::string& path() const { return path_; }

 private:
  void open_special();
  void open_temporary();
  bool keep_owner_and_mode();
  void move_into_place();
  void copy_into_place();
  off_t open_in_place();  // returns its size
  void make_room(off_t old_size, off_t size);
  void sync_and_close();
  void sync_directory();
  void remove_temporary();

  const std::string path_;
  const TargetOptions options_;
  Place place_;
  UniqueFd file_;
  std::string temporary_;       // its name; empty when there is none, or no longer
  bool only_contents_ = false;  // the file that is there has to stay, and to be overwritten
};

}  // namespace toolbox
