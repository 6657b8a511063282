#pragma once
#include <string>

#include "git/ssh_link.h"

namespace toolbox {

// A private key from a file, or why there is none.
struct KeyFile {
  SshKey key;
  std::string trouble;  // a clause: "has a passphrase"; empty when the key was read, or the file is missing
  bool missing = false;
};

// Reads a private key, with the certificate beside it ("…-cert.pub"), if there is one. As OpenSSH does, it
// refuses a file of the user's that others may read. Blocking.
KeyFile read_key_file(const std::string& path);

}  // namespace toolbox
