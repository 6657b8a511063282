#pragma once

namespace toolbox {

// RFC 9110's reason phrase.
const char* status_text(int status);

}  // namespace toolbox
