// A request gives the same head and body whether it comes at once, in two pieces, or byte by byte.
#include <optional>

#include "base/api_error.h"
#include "base/limits.h"
#include "fuzz.h"
#include "support/feed.h"

namespace {

using namespace toolbox;

template <class Feed>
std::optional<Fed> fed(Feed feed_it) {
  try {
    return feed_it();
  } catch (const ApiError& e) {
    require(e.status == 400 || e.status == 431, "a refusal is 400 or 431");
    return std::nullopt;
  }
}

bool complete(const Fed& fed) {
  return fed.head_done && (!fed.head.chunked || fed.body_done);
}

void require_same(const std::optional<Fed>& a, const std::optional<Fed>& b) {
  if (!a || !b) {
    // What can't become a request may be refused before it has come to its end, but need not be.
    for (const auto& other : {a, b}) require(!other || !complete(*other), "it is refused however it comes");
    return;
  }
  require(a->head_done == b->head_done, "the head ends at the same place");
  require(a->head.headers.all() == b->head.headers.all(), "the fields are the same");
  require(a->head.target == b->head.target, "the target is the same");
  require(a->head.content_length == b->head.content_length, "the length is the same");
  require(a->body == b->body, "the body is the same");
  require(a->left == b->left, "what is left is the same");
  require(a->body_done == b->body_done, "the body ends at the same place");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > limits::max_header / 2) return 0;
  const auto text = text_of(data + 1, size - 1);
  const auto whole = fed([&] { return feed(text, {}); });
  require_same(whole, fed([&] { return feed(text, {text.size() * data[0] / 256}); }));
  require_same(whole, fed([&] { return feed_bytewise(text); }));
  if (whole && whole->head_done) {
    require(!(whole->head.chunked && whole->head.content_length), "there is one framing");
  }
  return 0;
}
