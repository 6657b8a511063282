#pragma once
// Documents as they are on disk. Blocking.
#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/text.h"

namespace toolbox {

// What tells one state of a file from another without reading it.
struct FileState {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  std::int64_t modified = 0;  // ns
  std::int64_t changed = 0;   // ns
  bool fresh = false;         // so young when it was read that it may have changed since without showing it
  std::size_t hash = 0;       // of the bytes

  bool same_as(const struct stat& now) const;
  // As far as the content goes: its name may have changed.
  bool same_content_time(const struct stat& now) const;
};

// The time of day in ns, as files have it.
std::int64_t file_clock();

// The kernel's clock for files moves in steps of up to 10 ms.
constexpr std::int64_t file_clock_step = 20'000'000;

// The bytes of a file. Throws ApiError 404 FILE_NOT_FOUND, 403, 400 for what is no file, 413 for one over
// limits::lsp_document.
std::string read_bytes(const std::string& path, FileState& state);

// False also for what is no file, or can't be read.
bool has_byte_order_mark(const std::string& path);

// A document that a server has open.
struct KnownDocument {
  std::string path;
  FileState state;
};

// A document's text as the server gets it.
struct DocumentText {
  std::string json;  // a JSON string without a byte order mark, bytes that are no UTF-8 as U+FFFD
  std::vector<std::uint32_t> lines;  // their lengths in UTF-16 units
  FileState state;
};

// Throws as read_bytes() does, and 413 when the JSON takes more than limits::lsp_document_json.
DocumentText read_document(const std::string& path, LineEnds ends);

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// How a document differs from what the server has.
struct DocumentNews {
  std::string path;
  bool gone = false;  // or can't be read any more
  bool text_changed = false;
  DocumentText text;
};

// Those that have changed, be it only their state.
std::vector<DocumentNews> look_at(const std::vector<KnownDocument>& known, LineEnds ends);

}  // namespace toolbox
