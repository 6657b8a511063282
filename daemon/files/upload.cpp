#include "files/upload.h"

#include <optional>
#include <string>
#include <utility>

#include "base/path_error.h"
#include "files/body_pump.h"
#include "files/bulk_form.h"
#include "files/file_writer.h"
#include "http/multipart.h"

namespace toolbox {
namespace {

class SingleFile : public BodyConsumer {
 public:
  explicit SingleFile(FileWriter& writer) : writer_(writer) {}

  // All of the body has come. Throws when there was no file in it.
  virtual void finish() = 0;

  Task<void> consume(std::string_view bytes) override {
    queue(bytes);
    co_await writer_.flush();
    if (const auto& error = writer_.failure()) throw *error;
  }

 protected:
  virtual void queue(std::string_view bytes) = 0;

  FileWriter& writer_;
};

class RawFile final : public SingleFile {
 public:
  RawFile(FileWriter& writer, std::string path) : SingleFile(writer) { writer_.begin(std::move(path)); }
  void finish() override {}

 private:
  void queue(std::string_view bytes) override { writer_.append(bytes); }
};

class FormFile final : public SingleFile {
 public:
  FormFile(FileWriter& writer, std::string path, const std::string& boundary)
      : SingleFile(writer), parser_(boundary), path_(std::move(path)) {}

  void finish() override {
    parser_.finish();
    if (!path_.empty()) throw ApiError::bad_request("bad request: the form lacks the field file");
  }

 private:
  using Event = MultipartParser::Event;

  // The first field of that name counts.
  void queue(std::string_view bytes) override {
    for (;;) {
      switch (parser_.next(bytes)) {
        case Event::part:
          inside_ = parser_.head().name == "file" && !path_.empty();
          if (inside_) writer_.begin(std::exchange(path_, {}));
          break;
        case Event::data:
          if (inside_) writer_.append(parser_.data());
          break;
        case Event::part_end:
          inside_ = false;
          break;
        case Event::need_input:
          return;
      }
    }
  }

  MultipartParser parser_;
  std::string path_;  // empty once the file has begun
  bool inside_ = false;
};

// Writes the one file, or throws and leaves nothing.
Task<void> write_one(FileWriter& writer, SingleFile& file, BodyReader& body) {
  std::exception_ptr failure;
  try {
    co_await pump(body, file);
    file.finish();
    writer.end();
    co_await writer.flush();
    const auto written = writer.take_written();
    if (written.at(0).error) throw *written[0].error;
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_return;
  co_await writer.abandon();
  std::rethrow_exception(failure);
}

}  // namespace

Task<void> Uploads::upload(UploadParams params, Upload upload) {
  check_path(params.path);
  const auto boundary = form_boundary(upload.content_type);
  if (!boundary)
    throw ApiError::bad_request("bad request: the body must be multipart/form-data with a field file");
  FileWriter writer(pool_, {false, params.fsync.value_or(false)});
  FormFile file(writer, std::move(params.path), *boundary);
  co_await write_one(writer, file, upload.body);
}

Task<UploadedFile> Uploads::upload_v2(UploadParams params, Upload upload) {
  check_path(params.path);
  UploadedFile reply;
  reply.path = params.path;
  reply.name = params.path.substr(params.path.rfind('/') + 1);  // npos + 1 is 0
  FileWriter writer(pool_, {true, params.fsync.value_or(false)});
  if (const auto boundary = form_boundary(upload.content_type)) {
    FormFile file(writer, std::move(params.path), *boundary);
    co_await write_one(writer, file, upload.body);
  } else {
    RawFile file(writer, std::move(params.path));
    co_await write_one(writer, file, upload.body);
  }
  co_return reply;
}

Task<BulkUploadReply> Uploads::bulk_upload(BulkUploadParams params, Upload upload) {
  const auto boundary = form_boundary(upload.content_type);
  if (!boundary) throw ApiError::bad_request("bad request: the body must be multipart/form-data");
  FileWriter writer(pool_, {true, params.fsync.value_or(false)});
  BulkForm form(writer, *boundary);
  std::exception_ptr failure;
  try {
    co_await pump(upload.body, form);
    form.finish();
  } catch (const ApiError& e) {
    form.fail(e);  // the body broke off
  } catch (...) {
    failure = std::current_exception();
  }
  co_await writer.abandon();
  if (failure) std::rethrow_exception(failure);
  co_return co_await form.reply(pool_);
}

}  // namespace toolbox
