#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// The uri of an absolute path: file:///…, with every byte escaped but RFC 3986's unreserved ones and '/'.
std::string file_uri(const std::string& path);

// What a client's `uri` may mean; absolute, or relative to the working directory. They differ only where
// there are escapes: the literal text counts when there is such a file, as SDKs put "file://" before paths
// unescaped.
struct DocumentPath {
  std::string literal;
  std::string decoded;
  bool operator==(const DocumentPath&) const = default;
};

// From file:///path, file://localhost/path, file:/path, file://relative/path or a bare path (which has no
// escapes). Nothing for another scheme, an empty path and one with a NUL. Escapes that are none, and %00,
// stay.
std::optional<DocumentPath> document_path(std::string_view uri);

// The path that a server's uri stands for, decoded; empty when it is not a file's.
std::string path_of(std::string_view uri);

// A server's uri as the API gives it: as file_uri() writes it, since servers escape differently. Those of
// other schemes stay as they are.
std::string canonical_uri(const std::string& uri);

}  // namespace toolbox
