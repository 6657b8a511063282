#pragma once
#include <optional>
#include <string_view>

#include "base/codec.h"

namespace toolbox {

// What a message is about, of one that is too large to be taken in.
struct Envelope {
  Json id;               // null for none
  bool is_call = false;  // a request or a notification, no answer
};

// Reads it without a document of the message. Nothing when that is no JSON object.
std::optional<Envelope> envelope(std::string_view text);

}  // namespace toolbox
