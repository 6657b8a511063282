#include "files/bulk_source.h"

#include <utility>

#include "base/limits.h"
#include "base/offload.h"
#include "http/content_disposition.h"
#include "http/error_response.h"
#include "http/mime.h"

namespace toolbox {
namespace {

constexpr std::string_view delimiter = "--DAYTONA-FILE-BOUNDARY";

}  // namespace

BulkSource::BulkSource(std::vector<std::string> paths, const Request& request, Pool& pool)
    : paths_(std::move(paths)),
      method_(request.method),
      strict_(request.client.strict_decoder()),
      pool_(pool) {}

Task<std::optional<Piece>> BulkSource::next() {
  if (large_) {
    auto work = [this] { return next_of_large(); };
    co_return co_await offload(pool_, std::move(work));
  }
  if (ended_) co_return std::nullopt;
  auto work = [this] { return gather(); };
  std::string text = co_await offload(pool_, std::move(work));
  co_return Piece(std::move(text));
}

// Blocking. Goes on until there is enough to send, or a large file is next.
std::string BulkSource::gather() {
  while (turn_ < paths_.size() && text_.size() < limits::transfer_buffer && !large_)
    add_part(paths_[turn_++]);
  if (turn_ == paths_.size() && !large_) {
    text_ += delimiter;
    text_ += "--\r\n";
    ended_ = true;
  }
  return std::exchange(text_, {});
}

void BulkSource::add_part(const std::string& path) {
  try {
    ReadableFile file = open_readable(path);
    if (!file.content && file.size && *file.size < limits::small_file) {
      file.content = read_some(file, path, 0, limits::small_file);
      file.size = file.content->size();
    }
    begin_part(path, "file", media_type_of(path), file.size);
    if (file.content) {
      text_ += *file.content;
    } else {
      large_.emplace(std::move(file));
      return;
    }
  } catch (const ApiError& e) {
    begin_part(path, "error", "application/json", std::nullopt);
    text_ += error_body(e, method_, path, strict_);
  }
  text_ += "\r\n";
}

void BulkSource::begin_part(const std::string& path, const char* name, std::string_view type,
                            std::optional<std::uint64_t> size) {
  text_ += delimiter;
  text_ += "\r\nContent-Type: ";
  text_ += type;
  text_ += "\r\nContent-Disposition: ";
  text_ += content_disposition(std::string("form-data; name=\"") + name + "\"", path);
  if (size) text_ += "\r\nContent-Length: " + std::to_string(*size);
  text_ += "\r\n\r\n";
}

// Blocking. A file of known size goes in one slice, any other in what each read gives. What ends a part is
// sent with the next.
Piece BulkSource::next_of_large() {
  const std::string& path = paths_[turn_ - 1];
  if (large_->file.size) {
    const Large large = *std::exchange(large_, std::nullopt);
    text_ = "\r\n";
    return FileSlice{large.file.file, 0, *large.file.size};
  }
  std::string piece = read_some(large_->file, path, large_->sent, limits::transfer_buffer);
  large_->sent += piece.size();
  if (piece.empty()) {
    large_.reset();
    text_ = "\r\n";
    return gather();
  }
  return piece;
}

}  // namespace toolbox
