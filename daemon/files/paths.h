#pragma once
#include <string>
#include <string_view>

namespace toolbox {

// `path` without what says nothing: doubled and trailing slashes, "." components. ".." stays: what it means
// depends on links. Never empty: "." is the working directory.
std::string clean_path(std::string_view path);

// "dir/name", as short as possible: "." adds nothing, "/" no second slash.
std::string join_path(std::string_view dir, std::string_view name);

// A relative path starts at `work_dir`. Clean.
std::string absolute_path(const std::string& work_dir, std::string_view path);

// The last component of a clean path, and what is before it ("." and "/" where nothing is).
std::string base_name(std::string_view path);
std::string parent_path(std::string_view path);

}  // namespace toolbox
