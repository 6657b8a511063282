#pragma once
#include <string>

#include "base/api_error.h"

namespace toolbox {

// What `error`, an errno that the system gave for `path`, means to a client: 404 FILE_NOT_FOUND, 403
// FILE_ACCESS_DENIED, 400 INVALID_FILE_PATH, 507 INSUFFICIENT_STORAGE and so on. The message names the path:
// "not found: /a/b: no such file or directory".
ApiError path_error(int error, const std::string& path);

[[noreturn]] void throw_path_error(int error, const std::string& path);

// Throws ApiError 400 when no file can have this path: it is empty, or contains a NUL.
void check_path(const std::string& path);

}  // namespace toolbox
