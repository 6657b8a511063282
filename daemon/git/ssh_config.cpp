#include "git/ssh_config.h"

// libssh's private headers: its public ones set what a configuration says, but tell little of it. The version
// is pinned (third_party/libssh), and no other file than this one includes them.
extern "C" {
#include <config.h>
#include <libssh/misc.h>
#include <libssh/options.h>
#include <libssh/session.h>
}

#include <cstdlib>
#include <memory>

#include "base/api_error.h"
#include "git/operation.h"
#include "git/transport.h"

namespace toolbox {
namespace {

constexpr int not_said = -1;

std::string text_or(const char* text, const std::string& fallback) {
  return text != nullptr ? text : fallback;
}

// Without libssh's own guesses, so that what is in the list after reading comes from a configuration.
void forget_default_keys(ssh_session session) {
  while (const void* name = ::_ssh_list_pop_head(session->opts.identity_non_exp))
    std::free(const_cast<void*>(name));
}

void refuse_proxies(ssh_session session, const std::string& host) {
  const std::string command = text_or(session->opts.ProxyCommand, {});
  const bool jump = session->opts.proxy_jumps_str != nullptr;
  if (!jump && (command.empty() || command == "none")) return;
  throw transport_failed(std::string("the SSH configuration has a ") + (jump ? "ProxyJump" : "ProxyCommand") +
                         " for " + host + ", which is not supported here");
}

// The files that IdentityFile names, in their order: libssh puts each in front of those before.
std::vector<std::string> named_key_files(ssh_session session) {
  std::vector<std::string> files;
  for (const ssh_iterator* it = ::ssh_list_get_iterator(session->opts.identity); it != nullptr;
       it = it->next) {
    files.insert(files.begin(), static_cast<const char*>(it->data));
  }
  std::erase(files, "none");
  return files;
}

// What IdentityAgent says, or the environment as clients have set it.
std::string agent_socket(ssh_session session) {
  const GitSettings& settings = Operation::current().settings();
  const std::string said = text_or(session->opts.agent_socket, "SSH_AUTH_SOCK");
  if (said == "none") return {};
  if (said == "SSH_AUTH_SOCK") return settings.variable(said);
  if (said.starts_with('$')) return settings.variable(said.substr(1));
  const std::unique_ptr<char, decltype(&std::free)> path(::ssh_path_expand_escape(session, said.c_str()),
                                                         &std::free);
  return path ? path.get() : said;
}

HostKeyCheck host_key_check(ssh_session session) {
  switch (session->opts.StrictHostKeyChecking) {
    case 1:
      return HostKeyCheck::strict;
    case 0:
      return HostKeyCheck::off;
    default:
      return HostKeyCheck::accept_new;  // also "ask": there is nobody to be asked
  }
}

// Explicit words come first: libssh lets no configuration change what has been set.
void set_known(ssh_session session, const SshAddress& address, const RemoteLogin& login) {
  if (::ssh_options_set(session, SSH_OPTIONS_HOST, address.host.c_str()) != SSH_OK) {
    throw ApiError::bad_request("bad request: " + address.host + " is no host name");
  }
  const std::string user = address.user.empty() ? login.username.value_or("") : address.user;
  if (!user.empty() && ::ssh_options_set(session, SSH_OPTIONS_USER, user.c_str()) != SSH_OK) {
    throw ApiError::bad_request("bad request: " + user + " is no user name for SSH");
  }
  const unsigned port = address.port;
  if (port != 0) ::ssh_options_set(session, SSH_OPTIONS_PORT, &port);
}

void read_files(ssh_session session, const std::string& host) {
  session->opts.StrictHostKeyChecking = not_said;
  forget_default_keys(session);
  const int result = ::ssh_options_parse_config(session, nullptr);
  ::ssh_set_log_level(SSH_LOG_NONE);  // whatever LogLevel says: it would be the daemon's own stderr
  refuse_proxies(session, host);
  if (result == SSH_OK && ::ssh_options_apply(session) == SSH_OK) return;
  throw transport_failed("the SSH configuration for " + host +
                         " cannot be used: " + ::ssh_get_error(session));
}

}  // namespace

SshSettings read_ssh_config(ssh_session session, const SshAddress& address, const RemoteLogin& login) {
  set_known(session, address, login);
  read_files(session, address.host);
  const auto& options = session->opts;
  SshSettings settings;
  settings.host = options.host;
  settings.port = options.port == 0 ? settings.port : options.port;
  settings.user = options.username;
  settings.host_key_check = host_key_check(session);
  settings.known_hosts = text_or(options.knownhosts, {});
  if (settings.known_hosts == "none") settings.known_hosts.clear();
  settings.global_known_hosts = text_or(options.global_knownhosts, {});
  settings.key_files = named_key_files(session);
  settings.own_key_files = !settings.key_files.empty();
  if (!settings.own_key_files) {
    const std::string directory = Operation::current().settings().home + "/.ssh/";
    for (const char* name : {"id_ed25519", "id_ecdsa", "id_rsa"})
      settings.key_files.push_back(directory + name);
  }
  settings.agent = agent_socket(session);
  settings.public_key = (options.flags & SSH_OPT_FLAG_PUBKEY_AUTH) != 0;
  settings.password = (options.flags & SSH_OPT_FLAG_PASSWORD_AUTH) != 0;
  settings.keyboard_interactive = (options.flags & SSH_OPT_FLAG_KBDINT_AUTH) != 0;
  return settings;
}

}  // namespace toolbox
