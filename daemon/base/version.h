#pragma once

namespace toolbox {

// What GET /version and --version tell; the build gives it (project() in CMakeLists.txt).
constexpr const char* version = TOOLBOXD_VERSION;

}  // namespace toolbox
