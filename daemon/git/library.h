#pragma once
#include <string>

namespace toolbox {

// Makes libgit2 ready for use: its global state, options and our transports. The first call does it, on a
// pool thread: a sandbox that never uses git pays nothing. home: where ~/.gitconfig is. Blocking; from any
// thread.
void use_libgit2(const std::string& home);

}  // namespace toolbox
