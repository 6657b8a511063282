#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// Where sessions keep their files: <root>/<session>/<command>/{output.log,exit_code,command}. All functions
// that touch the disk block; none of them fails, as a session works without its files.
class SessionStore {
 public:
  // root: ~/.daytona/sessions
  explicit SessionStore(std::string root) : root_(std::move(root)) {}

  // The directory of a session: any id becomes one name below root.
  std::string directory_of(std::string_view session_id);

  // Makes the directory and those above it.
  static void make_directory(const std::string& path);

  // Removes it with all that is in it.
  static void remove_directory(const std::string& path);

  static void write_file(const std::string& path, std::string_view text);
  static std::optional<std::string> read_file(const std::string& path);

 private:
  const std::string root_;
  unsigned long_names_ = 0;
};

// `id` as a file name: what is not a letter, a digit or one of "-_." becomes %XX, a leading dot too.
std::string file_name_of(std::string_view id);

}  // namespace toolbox
