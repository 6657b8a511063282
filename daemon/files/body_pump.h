#pragma once
#include <string_view>

#include "base/task.h"
#include "http/message.h"

namespace toolbox {

// What takes a body piece by piece.
class BodyConsumer {
 public:
  virtual ~BodyConsumer() = default;
  // `bytes` stay until it is done.
  virtual Task<void> consume(std::string_view bytes) = 0;
};

// Feeds the whole body to `consumer`, and receives the next piece while it is busy with one. Two buffers of
// limits::transfer_buffer are all the memory. A failure of either ends it; that one is thrown, not what it
// breaks off.
Task<void> pump(BodyReader& body, BodyConsumer& consumer);

}  // namespace toolbox
