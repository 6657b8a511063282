#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/pool.h"
#include "files/readable_file.h"
#include "http/message.h"

namespace toolbox {

// A form with a part for each of some files, in order: the file, or why it can't be had. Files are opened one
// after another as the form is sent. Small ones are gathered, so that many fit a trip to the pool and a
// piece.
class BulkSource final : public BodySource {
 public:
  static constexpr const char* content_type = "multipart/form-data; boundary=DAYTONA-FILE-BOUNDARY";

  BulkSource(std::vector<std::string> paths, const Request& request, Pool& pool);

  Task<std::optional<Piece>> next() override;

 private:
  // A file too large to be gathered, whose part has begun.
  struct Large {
    ReadableFile file;
    std::uint64_t sent = 0;
  };

  std::string gather();
  void add_part(const std::string& path);
  void begin_part(const std::string& path, const char* name, std::string_view type,
                  std::optional<std::uint64_t> size);
  Piece next_of_large();

  const std::vector<std::string> paths_;
  const std::string method_;
  const bool strict_;
  Pool& pool_;
  std::size_t turn_ = 0;  // of the paths
  bool ended_ = false;
  std::string text_;  // parts to be sent next
  std::optional<Large> large_;
};

}  // namespace toolbox
