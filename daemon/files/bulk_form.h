#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/api_error.h"
#include "base/pool.h"
#include "files/body_pump.h"
#include "files/file_writer.h"
#include "files/transfer_messages.h"
#include "http/multipart.h"

namespace toolbox {

// A form with the fields `files[N].path` and, somewhere after each, `files[N].file`. What fails is noted, and
// the rest goes on. Loop thread only.
class BulkForm final : public BodyConsumer {
 public:
  BulkForm(FileWriter& writer, const std::string& boundary) : writer_(writer), parser_(boundary) {}

  // Never throws for what the body contains: it is to be read to its end.
  Task<void> consume(std::string_view bytes) override;

  // All of the body has come.
  void finish();

  // Notes a failure that is no single file's.
  void fail(const ApiError& error);

  // What was written. When anything failed, throws ApiError 400 that says this and what failed; `pool` puts
  // it into words, as there may be very many.
  Task<BulkUploadReply> reply(Pool& pool);

 private:
  enum class Part { other, path, file };

  void queue(std::string_view bytes);
  void begin_part();
  void part_data(std::string_view bytes);
  void end_part();
  void take_results();
  ApiError all_errors() const;

  FileWriter& writer_;
  MultipartParser parser_;
  bool broken_ = false;  // no form any more; the rest of the body is read and ignored
  Part part_ = Part::other;
  std::string number_;                        // N of the current part
  std::string path_;                          // as far as it has come
  std::map<std::string, std::string> paths_;  // by N, of files still to come
  std::set<std::string> early_;  // by N, of files that came before their paths and are reported already
  std::size_t path_bytes_ = 0;   // of all paths so far
  BulkUploadReply reply_;
  std::vector<ApiError> errors_;
};

}  // namespace toolbox
