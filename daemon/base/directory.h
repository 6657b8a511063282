#pragma once
#include <optional>
#include <string>

namespace toolbox {

// `path` as the API takes it: relative to `work_dir`, which is also what an empty one means.
std::string absolute_path(const std::string& path, const std::string& work_dir);

// Without symbolic links; nothing, and errno, when there is no such file. Blocking.
std::optional<std::string> real_path(const std::string& path);

// Throws ApiError 400, which names the parameter and `path`, unless that is a directory in which a process
// can start. Blocking.
void check_directory(const std::string& path, const char* name = "cwd");

}  // namespace toolbox
