#pragma once
#include <cstdint>
#include <string>

namespace toolbox {

// A commit's text in UTF-8. encoding: of the commit's header, or null. Text in Latin-1 and Windows-1252 is
// converted; that in other encodings stays as it is, byte by byte: iconv needs files that a static program
// can't count on. Pure.
std::string commit_text(const char* text, const char* encoding);

// RFC 3339 with the zone that a commit has: "2026-01-02T03:04:05+02:00", "Z" for UTC. time: seconds since
// 1970. offset: minutes east of UTC. Pure.
std::string commit_time(std::int64_t time, int offset);

}  // namespace toolbox
