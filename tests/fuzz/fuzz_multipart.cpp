// A form gives the same parts whether it comes at once, in two pieces, or byte by byte.
#include <optional>
#include <string>
#include <vector>

#include "base/api_error.h"
#include "fuzz.h"
#include "http/multipart.h"

namespace {

using namespace toolbox;
using Event = MultipartParser::Event;

struct Part {
  std::string name;
  std::optional<std::string> filename;
  std::string content_type;
  std::string content;
  bool complete = false;
  bool operator==(const Part&) const = default;
};

// step: how much comes at a time, after the first piece. Nothing when the form is refused.
std::optional<std::vector<Part>> parts_of(std::string_view text, std::size_t first, std::size_t step) {
  MultipartParser parser("b");
  std::vector<Part> parts;
  try {
    for (std::size_t size = first; !text.empty(); size = step) {
      std::string_view input = text.substr(0, size);
      text.remove_prefix(input.size());
      for (Event event = parser.next(input); event != Event::need_input; event = parser.next(input)) {
        if (event == Event::part) {
          const PartHead& head = parser.head();
          parts.push_back({head.name, head.filename, head.content_type, "", false});
        } else {
          require(!parts.empty() && !parts.back().complete, "content belongs to a part");
          if (event == Event::data) parts.back().content += parser.data();
          if (event == Event::part_end) parts.back().complete = true;
        }
      }
      require(input.empty(), "all the input is used");
    }
    parser.finish();
  } catch (const ApiError& e) {
    require(e.status == 400 || e.status == 413, "a refusal is 400 or 413");
    return std::nullopt;
  }
  require(parts.empty() || parts.back().complete, "the last part is complete");
  return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = text_of(data + 1, size - 1);
  const auto whole = parts_of(text, text.size(), 1);
  require(whole == parts_of(text, 1 + text.size() * data[0] / 256, text.size()), "two pieces give the same");
  require(whole == parts_of(text, 1, 1), "single bytes give the same");
  return 0;
}
