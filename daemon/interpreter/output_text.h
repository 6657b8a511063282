#pragma once
// What clients of an execution are told. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "base/codec.h"

namespace toolbox {

// {"type","text","name","value","traceback"}, all strings.
std::string output_message(std::string_view type, std::string_view text);
std::string error_message(std::string_view name, std::string_view value, std::string_view traceback);
std::string completion_message(std::string_view text);
// With `data`, `metadata`, `result` and, for a figure, `chart` beside the five. frame: of a worker.
std::string display_message(const Json& frame);

// A member of a worker's message; null where there is none, or json is no object.
const Json& json_member(const Json& json, const char* name);
// The same where only text will do; else empty.
std::string json_text(const Json& json, const char* name);

// Cuts the bytes of one stream into texts, where a character whose bytes come in two pieces stays whole.
class TextPieces {
 public:
  // What can be sent now, in texts of at most limits::worker_piece bytes.
  std::vector<std::string> feed(std::string_view bytes);
  // The beginning of a character of which no more has come.
  std::string rest();

 private:
  std::string carry_;
};

}  // namespace toolbox
