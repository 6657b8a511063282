#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/api_error.h"
#include "base/pool.h"
#include "base/task.h"
#include "files/target.h"

namespace toolbox {

// A file that is done with.
struct WrittenFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::optional<ApiError> error;  // why it is not there
};

// Writes files one after another, from steps that are queued and then performed in one go: a trip to the
// pool for a whole buffer, however many small files are in it. A file that fails does not stop those after
// it. Loop thread only.
class FileWriter {
 public:
  FileWriter(Pool& pool, TargetOptions options) : pool_(pool), options_(options) {}

  // Queue steps. What append() is given must stay until flush() is done.
  void begin(std::string path);
  void append(std::string_view bytes);
  void end();

  // Performs the steps. Fails only for reasons that are not the file's.
  Task<void> flush();

  // Removes what a file that was begun and has not ended has left.
  Task<void> abandon();

  // Why the file that is being written will not be there; nothing as long as all is well.
  const std::optional<ApiError>& failure() const { return current_.error; }

  // The files that have ended, in order; they are handed out once.
  std::vector<WrittenFile> take_written();

 private:
  enum class Kind { begin, append, end };
  struct Step {
    Kind kind;
    std::string path;
    std::string_view bytes;
  };

  bool perform_steps();
  bool perform(Step& step);
  Task<void> wait_for_room();

  Pool& pool_;
  const TargetOptions options_;
  std::vector<Step> steps_;
  std::size_t done_ = 0;  // of the steps
  std::unique_ptr<Target> target_;
  WrittenFile current_;
  std::vector<WrittenFile> written_;
};

}  // namespace toolbox
