#include "http/router.h"

#include <algorithm>

#include "http/url.h"

namespace toolbox {
namespace {

// Takes the text up to the next '/' off the front of `path`, and that '/'.
std::string_view take_segment(std::string_view& path) {
  const std::size_t end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return segment;
}

// Whether `path` has the form of `pattern`; `params` gets the raw text of its {names}.
bool matches(std::string_view pattern, std::string_view path, Arguments& params) {
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = take_segment(pattern);
    const auto given = take_segment(path);
    if (wanted.starts_with('{')) {
      if (given.empty()) return false;
      params.emplace_back(wanted.substr(1, wanted.size() - 2), given);
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

void Router::add_route(std::string method, std::string pattern, bool streams_body,
                       std::function<Task<Response>(Request&)> handler) {
  routes_.push_back({std::move(method), std::move(pattern), streams_body, std::move(handler)});
}

const Route& Router::find(std::string_view method, std::string_view path, Arguments& params,
                          std::string& allow) const {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const auto& route : routes_) {
    Arguments raw;
    if (!matches(route.pattern, path, raw)) continue;
    if (route.method != wanted) {
      allow += (allow.empty() ? "" : ", ") + route.method;
      if (route.method == "GET") allow += ", HEAD";
      continue;
    }
    for (auto& [name, text] : raw) {
      auto decoded = percent_decode(text);
      if (!decoded) throw ApiError::bad_request("bad request: the path has a broken percent escape");
      if (decoded->find('\0') != std::string::npos) {
        throw ApiError::bad_request("bad request: the path contains a NUL character");
      }
      params.emplace_back(name, std::move(*decoded));
    }
    return route;
  }
  if (!allow.empty()) {
    throw ApiError(405, "METHOD_NOT_ALLOWED", std::string(path) + " takes " + allow);
  }
  throw ApiError(404, "NOT_FOUND", "not found: there is no route " + std::string(path));
}

}  // namespace toolbox
