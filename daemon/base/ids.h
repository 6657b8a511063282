#pragma once
#include <cstdint>
#include <string>

namespace toolbox {

// Version 7 UUIDs (RFC 9562): each is greater, as text, than those made before it. Loop thread only.
class Uuids {
 public:
  std::string next();

 private:
  std::uint64_t last_ms_ = 0;
  unsigned counter_ = 0;  // 12 bits: order within a millisecond
};

// 128 bits that nobody can guess, as hexadecimal digits.
std::string random_token();

}  // namespace toolbox
