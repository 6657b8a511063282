#pragma once
#include <string>

namespace toolbox {

// `path` as the API takes it: relative to `work_dir`, which is also what an empty one means.
std::string absolute_path(const std::string& path, const std::string& work_dir);

// Throws ApiError 400, which names `path`, unless that is a directory in which a process can start. Blocking.
void check_directory(const std::string& path);

}  // namespace toolbox
