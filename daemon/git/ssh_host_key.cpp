#include "git/ssh_host_key.h"

#include "git/known_hosts.h"

namespace toolbox {
namespace {

std::vector<std::string> files_of(const SshSettings& settings) {
  std::vector<std::string> files;
  for (const auto& file : {settings.known_hosts, settings.global_known_hosts}) {
    if (!file.empty()) files.push_back(file);
  }
  return files;
}

SshKey shown_key(const SshLink& link) {
  ssh_key key = nullptr;
  if (::ssh_get_server_publickey(link.session(), &key) != SSH_OK)
    throw link.failure("it has shown no host key");
  return SshKey(key);
}

// "ED25519 key SHA256:…", as ssh-keygen -l shows it.
std::string described(ssh_key key) {
  const std::string type = ::ssh_key_type_to_char(::ssh_key_type(key));
  unsigned char* hash = nullptr;
  std::size_t size = 0;
  if (::ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0) return type + " key";
  const GitHandle<char, ssh_string_free_char> text(
      ::ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size));
  ::ssh_clean_pubkey_hash(&hash);
  return type + " key " + (text ? text.get() : "");
}

// OpenSSH takes a host's key with any port for that with this one, if it is the very key.
KnownHost look_up(const SshSettings& settings, ssh_key key) {
  const auto files = files_of(settings);
  auto known = look_up_host_key(files, known_host_name(settings.host, settings.port), key);
  if (known.state == KnownHost::State::unknown && settings.port != 22) {
    const auto portless = look_up_host_key(files, known_host_name(settings.host, 22), key);
    if (portless.state != KnownHost::State::changed) known = portless;
  }
  return known;
}

}  // namespace

void prefer_known_host_keys(ssh_session session, const SshSettings& settings) {
  std::string order =
      known_host_algorithms(files_of(settings), known_host_name(settings.host, settings.port));
  char* usual = nullptr;
  if (order.empty() || ::ssh_options_get(session, SSH_OPTIONS_HOSTKEYS, &usual) != SSH_OK) return;
  const GitHandle<char, ssh_string_free_char> owner(usual);
  order += std::string(",") + usual;
  ::ssh_options_set(session, SSH_OPTIONS_HOSTKEYS, order.c_str());
}

bool check_host_key(const SshLink& link, const SshSettings& settings) {
  const SshKey key = shown_key(link);
  const std::string name = known_host_name(settings.host, settings.port);
  const KnownHost known = look_up(settings, key.get());
  const std::string place = known.file + ":" + std::to_string(known.line);
  switch (known.state) {
    case KnownHost::State::known:
      return true;
    case KnownHost::State::revoked:
      throw link.failure("the host key of " + name + " is revoked by " + place);
    case KnownHost::State::changed:
      if (settings.host_key_check == HostKeyCheck::off) return false;
      throw link.failure("the host key of " + name + " has changed: it shows the " + described(key.get()) +
                         ", and " + place +
                         " has another. Somebody may be listening in. If the host has a new key, "
                         "remove the old one: ssh-keygen -f '" +
                         known.file + "' -R '" + name + "'");
    case KnownHost::State::unknown:
      break;
  }
  if (settings.host_key_check == HostKeyCheck::strict) {
    throw link.failure(
        "its " + described(key.get()) + " is not in " + settings.known_hosts +
        ", and StrictHostKeyChecking is yes; to trust it, add it there (ssh-keyscan shows it)");
  }
  if (!settings.known_hosts.empty()) add_known_host(settings.known_hosts, name, key.get());
  return true;
}

}  // namespace toolbox
