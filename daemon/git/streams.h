#pragma once

namespace toolbox {

// Makes libgit2 use our streams, for all that it does from then on. Throws ApiError 503.
void register_streams();

}  // namespace toolbox
