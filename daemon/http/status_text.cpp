#include "http/status_text.h"

#include <boost/beast/http/status.hpp>
#include <string>

namespace toolbox {

const char* status_text(int status) {
  // Beast's phrases are literals, so the view's data ends in NUL.
  return boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status)).data();
}

}  // namespace toolbox
