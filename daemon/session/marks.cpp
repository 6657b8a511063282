#include "session/marks.h"

#include "base/utf8.h"

namespace toolbox {

std::size_t message_cut(std::string_view log) {
  std::size_t cut = log.size() - utf8::incomplete_tail(log);
  // Clients miss a mark that ends a message as well as one that is cut.
  const std::size_t text = log.substr(0, cut).find_last_not_of("\1\2");
  cut = text == std::string_view::npos ? 0 : text + 1;
  return cut > 0 ? cut : log.size();
}

}  // namespace toolbox
