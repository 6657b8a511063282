#pragma once
#include "base/offload.h"

namespace toolbox {

// Copies a regular file's content to an empty one. The kernel does it where it can; holes stay holes.
// Returns errno's value, 0 when all is well: EBUSY when the file becomes shorter meanwhile, ECANCELED once
// `stop` is set. Blocking.
int copy_data(int in, int out, const StopFlag& stop);

}  // namespace toolbox
