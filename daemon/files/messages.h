#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/codec.h"

namespace toolbox {

struct ListParams : FromQuery {
  std::optional<std::string> path;
  std::optional<std::int64_t> depth;
};
template <class V>
void fields(V& v, ListParams& m) {
  v("path", m.path);
  v("depth", m.depth);
}

struct PathParams : FromQuery {
  std::string path;
};
template <class V>
void fields(V& v, PathParams& m) {
  v("path", m.path);
}

struct FolderParams : FromQuery {
  std::string path;
  std::optional<std::string> mode;  // octal
};
template <class V>
void fields(V& v, FolderParams& m) {
  v("path", m.path);
  v("mode", m.mode);
}

struct RemoveParams : FromQuery {
  std::string path;
  std::optional<bool> recursive;
};
template <class V>
void fields(V& v, RemoveParams& m) {
  v("path", m.path);
  v("recursive", m.recursive);
}

struct MoveParams : FromQuery {
  std::string source;
  std::string destination;
};
template <class V>
void fields(V& v, MoveParams& m) {
  v("source", m.source);
  v("destination", m.destination);
}

struct PermissionsParams : FromQuery {
  std::string path;
  std::optional<std::string> mode;   // octal
  std::optional<std::string> owner;  // name or number
  std::optional<std::string> group;
};
template <class V>
void fields(V& v, PermissionsParams& m) {
  v("path", m.path);
  v("mode", m.mode);
  v("owner", m.owner);
  v("group", m.group);
}

struct PatternParams : FromQuery {  // of find (a plain text) and search (a glob)
  std::string path;
  std::string pattern;
};
template <class V>
void fields(V& v, PatternParams& m) {
  v("path", m.path);
  v("pattern", m.pattern);
}

// A line that find found. The texts belong to who encodes it.
struct Match {
  std::string_view file;
  std::int64_t line = 0;
  std::string_view content;
};
template <class V>
void fields(V& v, Match& m) {
  v("file", m.file);
  v("line", m.line);
  v("content", m.content);
}

struct ReplaceParams {
  std::vector<std::string> files;
  std::string pattern;
  std::string new_value;
};
template <class V>
void fields(V& v, ReplaceParams& m) {
  v("files", m.files);
  v("pattern", m.pattern);
  v("newValue", m.new_value);
}

struct ReplaceResult {
  std::string file;
  bool success = false;
  std::optional<std::string> error;
};
template <class V>
void fields(V& v, ReplaceResult& m) {
  v("file", m.file);
  v("success", m.success);
  v("error", m.error);
}

}  // namespace toolbox
