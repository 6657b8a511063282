#include "lsp/documents.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <functional>
#include <utility>

#include "base/api_error.h"
#include "base/json_writer.h"
#include "base/path_error.h"
#include "base/unique_fd.h"
#include "base/utf8.h"
#include "lsp/limits.h"
#include "lsp/text.h"

namespace toolbox {
namespace {

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// A FIFO or a device would be waited for, or do something.
void check_regular(const std::string& path, const struct stat& found) {
  if (!S_ISREG(found.st_mode)) throw ApiError::bad_path("bad request: " + path + " is not a file");
}

ApiError too_large(const std::string& path) {
  return {413, "PAYLOAD_TOO_LARGE",
          path + " is larger than a document may be: " + std::to_string(limits::lsp_document / limits::MiB) +
              " MiB, and " + std::to_string(limits::lsp_document_json / limits::MiB) + " MiB as JSON"};
}

FileState state_of(const struct stat& file, std::int64_t now) {
  FileState state{file.st_dev, file.st_ino, file.st_size, nanoseconds(file.st_mtim),
                  nanoseconds(file.st_ctim)};
  state.fresh = state.changed > now - file_clock_step;
  return state;
}

}  // namespace

std::int64_t file_clock() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return nanoseconds(time);
}

bool FileState::same_as(const struct stat& now) const {
  return device == now.st_dev && inode == now.st_ino && size == now.st_size &&
         modified == nanoseconds(now.st_mtim) && changed == nanoseconds(now.st_ctim);
}

bool FileState::same_content_time(const struct stat& now) const {
  return modified == nanoseconds(now.st_mtim);
}

std::string read_bytes(const std::string& path, FileState& state) {
  const std::int64_t begin = file_clock();
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) throw_path_error(errno, path);
  check_regular(path, found);
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file || ::fstat(file.get(), &found) != 0) throw_path_error(errno, path);
  check_regular(path, found);
  if (static_cast<std::size_t>(found.st_size) > limits::lsp_document) throw too_large(path);
  std::string bytes;
  std::string piece(limits::lsp_read, '\0');
  while (true) {
    const ssize_t n = ::read(file.get(), piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_path_error(errno, path);
    if (n == 0) break;
    bytes.append(piece, 0, static_cast<std::size_t>(n));
    if (bytes.size() > limits::lsp_document) throw too_large(path);
  }
  state = state_of(found, begin);  // of before: what is written while it is read makes it another
  state.hash = std::hash<std::string>()(bytes);
  return bytes;
}

bool has_byte_order_mark(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return false;
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  std::array<char, byte_order_mark.size()> start{};
  return file && ::pread(file.get(), start.data(), start.size(), 0) == static_cast<ssize_t>(start.size()) &&
         std::string_view(start.data(), start.size()) == byte_order_mark;
}

DocumentText read_document(const std::string& path, LineEnds ends) {
  DocumentText text;
  std::string bytes = read_bytes(path, text.state);
  if (bytes.starts_with(byte_order_mark)) bytes.erase(0, byte_order_mark.size());
  if (!utf8::valid(bytes)) bytes = utf8::to_valid(bytes);
  text.lines = line_lengths(bytes, ends);
  text.json = json_quote(bytes);
  if (text.json.size() > limits::lsp_document_json) throw too_large(path);
  return text;
}

std::vector<DocumentNews> look_at(const std::vector<KnownDocument>& known, LineEnds ends) {
  std::vector<DocumentNews> all;
  for (const auto& document : known) {
    struct stat found{};
    const bool there = ::stat(document.path.c_str(), &found) == 0;
    if (there && document.state.same_as(found) && !document.state.fresh) continue;
    DocumentNews news;
    news.path = document.path;
    try {
      news.text = read_document(document.path, ends);
      news.text_changed = news.text.state.hash != document.state.hash;
      if (!news.text_changed) std::string().swap(news.text.json);
    } catch (const ApiError&) {
      news.gone = true;
    }
    all.push_back(std::move(news));
  }
  return all;
}

}  // namespace toolbox
