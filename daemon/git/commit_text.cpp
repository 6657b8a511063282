#include "git/commit_text.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <initializer_list>
#include <string_view>

namespace toolbox {
namespace {

// What Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing.
constexpr std::array<std::uint16_t, 32> windows_1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
constexpr std::uint32_t replacement = 0xFFFD;

bool is_one_of(const char* encoding, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const char* name) { return ::strcasecmp(encoding, name) == 0; });
}

bool is_latin1(const char* encoding) {
  return is_one_of(encoding, {"ISO-8859-1", "ISO8859-1", "ISO_8859-1", "latin1", "latin-1"});
}

bool is_windows_1252(const char* encoding) {
  return is_one_of(encoding, {"windows-1252", "cp1252", "cp-1252"});
}

// code: below 0x10000.
void append(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
  } else {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
  }
  text += static_cast<char>(0x80 | (code & 0x3F));
}

std::uint32_t code_point(unsigned char byte, bool windows) {
  if (!windows || byte < 0x80 || byte >= 0x80 + windows_1252.size()) return byte;
  const std::uint32_t code = windows_1252[byte - 0x80];
  return code != 0 ? code : replacement;
}

}  // namespace

std::string commit_text(const char* text, const char* encoding) {
  if (text == nullptr) return {};
  if (encoding == nullptr) return text;
  const bool windows = is_windows_1252(encoding);
  if (!windows && !is_latin1(encoding)) return text;
  std::string converted;
  for (const char c : std::string_view(text))
    append(converted, code_point(static_cast<unsigned char>(c), windows));
  return converted;
}

std::string commit_time(std::int64_t time, int offset) {
  const std::time_t local = static_cast<std::time_t>(time) + offset * 60;
  std::tm fields{};
  if (::gmtime_r(&local, &fields) == nullptr) return "1970-01-01T00:00:00Z";  // a year beyond all reason
  char date[64];
  const std::size_t length = std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &fields);
  std::string text(date, length);
  if (offset == 0) return text + "Z";
  char zone[16];
  std::snprintf(zone, sizeof zone, "%c%02d:%02d", offset < 0 ? '-' : '+', std::abs(offset) / 60 % 100,
                std::abs(offset) % 60);
  return text + zone;
}

}  // namespace toolbox
