#include "lsp/uri.h"

#include <algorithm>

namespace toolbox {
namespace {

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// The value of a hexadecimal digit, or -1.
int hex_value(char c) {
  if (digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_case) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return text.size() >= lower_case.size() &&
         std::ranges::equal(text.substr(0, lower_case.size()), lower_case, {}, lower);
}

// As in "http://…". A colon alone makes no uri: a file's name may have one.
bool has_scheme(std::string_view text) {
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos || end == 0 || !letter(text[0])) return false;
  return std::ranges::all_of(
      text.substr(0, end), [](char c) { return letter(c) || digit(c) || c == '+' || c == '-' || c == '.'; });
}

// What follows file:, file:// or file://localhost; nothing when it is no file's uri.
std::optional<std::string_view> file_part(std::string_view uri) {
  if (!starts_with_ignoring_case(uri, "file:/")) return std::nullopt;
  uri.remove_prefix(5);
  if (uri.starts_with("//")) uri.remove_prefix(2);
  if (starts_with_ignoring_case(uri, "localhost/")) uri.remove_prefix(9);
  return uri;
}

// No path has a NUL, so that escape is left as it is, like one that is none.
std::string decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0 && high + low > 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string file_uri(const std::string& path) {
  constexpr char hex[] = "0123456789ABCDEF";
  std::string uri = "file://";
  for (const char c : path) {
    if (letter(c) || digit(c) || std::string_view("-._~/").find(c) != std::string_view::npos) {
      uri += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri += '%';
      uri += hex[byte >> 4U];
      uri += hex[byte & 0xFU];
    }
  }
  return uri;
}

std::optional<DocumentPath> document_path(std::string_view uri) {
  if (uri.find('\0') != std::string_view::npos) return std::nullopt;
  const auto of_file = file_part(uri);
  if (of_file) {
    if (of_file->empty()) return std::nullopt;
    return DocumentPath{std::string(*of_file), decoded(*of_file)};
  }
  if (uri.empty() || has_scheme(uri)) return std::nullopt;
  return DocumentPath{std::string(uri), std::string(uri)};
}

std::string path_of(std::string_view uri) {
  const auto of_file = file_part(uri);
  return of_file ? decoded(*of_file) : "";
}

std::string canonical_uri(const std::string& uri) {
  const std::string path = path_of(uri);
  return path.starts_with('/') ? file_uri(path) : uri;
}

}  // namespace toolbox
