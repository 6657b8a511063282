#include "files/paths.h"

#include <algorithm>

namespace toolbox {

std::string clean_path(std::string_view path) {
  std::string out(path.starts_with('/') ? "/" : "");
  out.reserve(path.size());
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (!out.empty() && !out.ends_with('/')) out += '/';
    out += part;
  }
  return out.empty() ? "." : out;
}

std::string join_path(std::string_view dir, std::string_view name) {
  std::string out;
  out.reserve(dir.size() + 1 + name.size());
  if (dir != ".") out += dir;
  if (!out.empty() && !out.ends_with('/')) out += '/';
  out += name;
  return out;
}

std::string absolute_path(const std::string& work_dir, std::string_view path) {
  std::string clean = clean_path(path);
  if (clean.starts_with('/')) return clean;
  return clean == "." ? work_dir : join_path(work_dir, clean);
}

std::string base_name(std::string_view path) {
  if (path == "/") return "/";
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string parent_path(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

}  // namespace toolbox
