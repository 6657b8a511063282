#pragma once

namespace toolbox {

// Makes libgit2 reach ssh://, git+ssh:// and ssh+git:// URLs, and host:path, through libssh. Once, before
// anything uses libgit2's remotes.
void register_ssh_transport();

}  // namespace toolbox
