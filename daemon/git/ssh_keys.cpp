#include "git/ssh_keys.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace toolbox {
namespace {

// libssh asks for the passphrase of a key that has one. There is nobody to ask, but now it is known.
int note_question(const char*, char*, std::size_t, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

void add_certificate(ssh_key key, const std::string& path) {
  ssh_key certificate = nullptr;
  if (::ssh_pki_import_cert_file((path + "-cert.pub").c_str(), &certificate) != SSH_OK) return;
  const SshKey owner(certificate);
  ::ssh_pki_copy_cert_to_privkey(certificate, key);
}

}  // namespace

KeyFile read_key_file(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return {nullptr, {}, true};
    return {nullptr, std::string("cannot be read: ") + std::strerror(errno)};
  }
  if (status.st_uid == ::getuid() && (status.st_mode & 077) != 0) {
    return {nullptr, "is not used because others may read it: chmod 600"};
  }
  if (::access(path.c_str(), R_OK) != 0)
    return {nullptr, std::string("cannot be read: ") + std::strerror(errno)};
  bool asked = false;
  ssh_key key = nullptr;
  if (::ssh_pki_import_privkey_file(path.c_str(), nullptr, note_question, &asked, &key) != SSH_OK) {
    return {nullptr, asked ? "has a passphrase" : "is not a private key that can be used"};
  }
  KeyFile file{SshKey(key), {}};
  add_certificate(key, path);
  return file;
}

}  // namespace toolbox
