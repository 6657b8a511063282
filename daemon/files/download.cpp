#include "files/download.h"

#include <memory>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/offload.h"
#include "base/time_format.h"
#include "files/bulk_source.h"
#include "files/readable_file.h"
#include "http/content_disposition.h"
#include "http/error_response.h"
#include "http/range.h"

namespace toolbox {
namespace {

// A file whose size only reading it to the end tells.
class UnsizedFile final : public BodySource {
 public:
  UnsizedFile(ReadableFile file, std::string path, Pool& pool)
      : file_(std::move(file)), path_(std::move(path)), pool_(pool) {}

  Task<std::optional<Piece>> next() override {
    auto work = [this] { return read_some(file_, path_, offset_, limits::transfer_buffer); };
    std::string piece = co_await offload(pool_, std::move(work));
    if (piece.empty()) co_return std::nullopt;
    offset_ += piece.size();
    co_return Piece(std::move(piece));
  }

 private:
  const ReadableFile file_;
  const std::string path_;
  Pool& pool_;
  std::uint64_t offset_ = 0;
};

Response out_of_range(std::uint64_t size, const Request& request) {
  const ApiError error(416, "RANGE_NOT_SATISFIABLE",
                       "range not satisfiable: the file has " + std::to_string(size) + " bytes");
  Response response = error_response(error, request);
  response.headers.add("Content-Range", "bytes */" + std::to_string(size));
  return response;
}

void set_content(Response& response, ReadableFile file, const RangeChoice& range) {
  if (file.content) {
    response.body =
        file.content->substr(static_cast<std::size_t>(range.first), static_cast<std::size_t>(range.length));
  } else {
    response.length = range.length;
    response.source = single_piece(FileSlice{std::move(file.file), range.first, range.length});
  }
}

}  // namespace

Task<Response> Downloads::download(DownloadParams params, const Request& request) {
  auto work = [&params] { return open_readable(params.path); };
  ReadableFile file = co_await offload(pool_, std::move(work));

  Response response;
  response.headers.add("Content-Type", "application/octet-stream");
  response.headers.add("Content-Disposition",
                       content_disposition("attachment", params.path.substr(params.path.rfind('/') + 1)));
  response.headers.add("Last-Modified", http_date(file.modified));
  response.headers.add("Accept-Ranges", file.size ? "bytes" : "none");
  if (not_modified_since(request.headers.get("If-Modified-Since"), file.modified)) {
    response.status = 304;
    co_return response;
  }
  if (!file.size) {
    response.source = std::make_unique<UnsizedFile>(std::move(file), std::move(params.path), pool_);
    co_return response;
  }
  RangeChoice range{RangeChoice::Kind::whole, 0, *file.size};
  if (if_range_holds(request.headers.get("If-Range"), file.modified)) {
    range = choose_range(request.headers.get("Range"), *file.size);
  }
  if (range.kind == RangeChoice::Kind::unsatisfiable) co_return out_of_range(*file.size, request);
  if (range.kind == RangeChoice::Kind::part) {
    response.status = 206;
    response.headers.add("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                              std::to_string(range.first + range.length - 1) + "/" +
                                              std::to_string(*file.size));
  }
  set_content(response, std::move(file), range);
  co_return response;
}

Task<Response> Downloads::bulk_download(BulkDownloadParams params, const Request& request) {
  if (params.paths.empty()) throw ApiError::bad_request("bad request: paths must not be empty");
  Response response;
  response.headers.add("Content-Type", BulkSource::content_type);
  response.source = std::make_unique<BulkSource>(std::move(params.paths), request, pool_);
  co_return response;
}

}  // namespace toolbox
