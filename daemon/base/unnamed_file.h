#pragma once
#include "base/unique_fd.h"

namespace toolbox {

// A temporary file without a name, open for reading and writing, gone with its descriptor: in $TMPDIR, /tmp,
// /var/tmp or /dev/shm. None where no directory takes it. Blocking.
UniqueFd unnamed_file();

}  // namespace toolbox
