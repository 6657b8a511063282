#pragma once
#include <string>
#include <string_view>

#include "base/api_error.h"

namespace toolbox {

// Throws what a libgit2 function's negative return value means for the client; other values are returned.
// What a callback of ours has thrown is thrown on. Within an operation only.
int check(int result);

// As check(), but GIT_ENOTFOUND is false. Other values: true.
bool found(int result);

// The error for a failed libgit2 call, from its return value and the thread's error text.
ApiError git_failure(int result);

// `text` without the user names and passwords that URLs in it carry.
std::string redacted(std::string_view text);

}  // namespace toolbox
