#pragma once
// Hands a request to the parser as a connection does: what was not used is given again, with more behind it.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_parser.h"

namespace toolbox {

struct Fed {
  RequestParser::Head head;
  bool head_done = false;
  bool body_done = false;
  std::string body;  // of a chunked request
  std::string left;  // not used: of the body without chunks, or of the next request
};

// The bytes come in pieces that end at `cuts`, ascending, and at the end of `text`. Throws what the parser
// does.
inline Fed feed(std::string_view text, std::vector<std::size_t> cuts) {
  RequestParser parser;
  Fed fed;
  cuts.push_back(text.size());
  std::size_t given = 0;
  for (const std::size_t cut : cuts) {
    if (cut <= given) continue;
    fed.left += text.substr(given, cut - given);
    given = cut;
    if (!fed.head_done) {
      std::size_t used = 0;
      if (!parser.parse_head({fed.left.data(), fed.left.size()}, used)) continue;
      fed.head_done = true;
      fed.head = parser.head();
      fed.left.erase(0, used);
    }
    while (fed.head.chunked && !fed.left.empty() && !parser.body_done()) {
      const auto decoded = parser.decode_chunks({fed.left.data(), fed.left.size()});
      fed.body.append(fed.left, 0, decoded.body);
      fed.left.erase(0, decoded.used);
      if (decoded.used == 0) break;
    }
  }
  fed.body_done = fed.head_done && parser.body_done();
  return fed;
}

// One byte at a time.
inline Fed feed_bytewise(std::string_view text) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < text.size(); ++i) cuts.push_back(i);
  return feed(text, cuts);
}

}  // namespace toolbox
