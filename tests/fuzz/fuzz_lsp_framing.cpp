// A server's output gives the same messages whether it comes at once, in two pieces, or byte by byte.
#include <string>
#include <vector>

#include "fuzz.h"
#include "lsp/framing.h"

namespace {

using namespace toolbox;

constexpr std::size_t longest = 1000;

struct Outcome {
  std::vector<std::string> messages;
  bool failed = false;
  bool operator==(const Outcome&) const = default;
};

// step: how much comes at a time, after the first piece.
Outcome outcome_of(std::string_view text, std::size_t first, std::size_t step) {
  MessageReader reader(longest);
  Outcome outcome;
  for (std::size_t size = first; !text.empty(); size = step) {
    const std::string_view piece = text.substr(0, size);
    text.remove_prefix(piece.size());
    reader.feed(piece);
    for (; reader.front(); reader.pop()) {
      require(reader.failure().empty(), "messages come before a failure");
      require(reader.front()->size() <= longest, "a message is within bounds");
      outcome.messages.emplace_back(*reader.front());
    }
    require(reader.failure().empty() || reader.held() == 0, "nothing is held after a failure");
  }
  outcome.failed = !reader.failure().empty();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto text = text_of(data + 1, size - 1);
  const auto whole = outcome_of(text, text.size(), 1);
  require(whole == outcome_of(text, 1 + text.size() * data[0] / 256, text.size()),
          "two pieces give the same");
  require(whole == outcome_of(text, 1, 1), "single bytes give the same");

  std::string again;
  for (const auto& message : whole.messages) again += framed(message);
  require(outcome_of(again, again.size(), 1) == Outcome{whole.messages, false},
          "messages come back from framed()");
  return 0;
}
