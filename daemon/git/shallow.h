#pragma once
#include <string>

#include "git/handles.h"

namespace toolbox {

// Where a history was cut off: the file `shallow`, a commit's hash a line; "" when it is whole. Blocking.
std::string read_shallow(git_repository* repository);

// Writes it. Throws ApiError 507 when the disk is full. Blocking.
void write_shallow(git_repository* repository, const std::string& text);

}  // namespace toolbox
