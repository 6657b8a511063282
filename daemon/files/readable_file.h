#pragma once
#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <string>

#include "base/api_error.h"
#include "base/unique_fd.h"

namespace toolbox {

// A regular file that is open and was found to be readable.
struct ReadableFile {
  std::shared_ptr<const UniqueFd> file;
  std::optional<std::uint64_t> size;  // nothing when only reading it tells, as for some of /proc
  std::time_t modified = 0;
  std::optional<std::string> content;  // all of it, where that was little and only reading tells the size
};

// Opens `path`. Throws ApiError: 404, 403, 400 for what is no regular file, 500 FILE_READ_FAILED. Never waits
// for the other end of a FIFO. Blocking.
ReadableFile open_readable(const std::string& path);

// Reads up to `at_most` bytes from `offset`, fewer only at the end of the file. Throws ApiError 500
// FILE_READ_FAILED. Blocking.
std::string read_some(const ReadableFile& file, const std::string& path, std::uint64_t offset,
                      std::size_t at_most);

}  // namespace toolbox
