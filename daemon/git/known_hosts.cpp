#include "git/known_hosts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>
#include <memory>
#include <string_view>

#include "base/unique_fd.h"
#include "git/handles.h"

namespace toolbox {
namespace {

using Entry = GitHandle<ssh_knownhosts_entry, ssh_knownhosts_entry_free>;
using Text = GitHandle<char, ssh_string_free_char>;

constexpr std::string_view blanks = " \t\r";

// Takes the marker and the blanks around it off the front of `line`: "@revoked", "@cert-authority" or
// nothing.
std::string take_marker(std::string& line) {
  line.erase(0, std::min(line.find_first_not_of(blanks), line.size()));
  line.erase(line.find_last_not_of(blanks) + 1);
  if (!line.starts_with('@')) return {};
  const auto end = std::min(line.find_first_of(blanks), line.size());
  const std::string marker = line.substr(0, end);
  line.erase(0, std::min(line.find_first_not_of(blanks, end), line.size()));
  return marker;
}

bool matches(const std::string& name, const std::string& line) {
  ssh_knownhosts_entry* parsed = nullptr;
  const bool ok = ::ssh_known_hosts_parse_line(name.c_str(), line.c_str(), &parsed) == SSH_OK;
  const Entry owner(parsed);
  return ok;
}

// Does one of the line's "!pattern" match? libssh looks at each pattern by itself, and misses these.
bool excludes(const std::string& line, const std::string& name) {
  const auto end = std::min(line.find(' '), line.size());
  for (auto begin = std::size_t{0}; begin < end;) {
    const auto next = std::min(line.find(',', begin), end);
    if (line[begin] == '!' && matches(name, line.substr(begin + 1, next - begin - 1) + line.substr(end)))
      return true;
    begin = next + 1;
  }
  return false;
}

// Calls `each` with the key of every line that is about `name`, until it returns false.
void for_each_key(
    const std::vector<std::string>& files, const std::string& name,
    const std::function<bool(ssh_key key, const std::string& marker, const KnownHost& place)>& each) {
  for (const auto& path : files) {
    std::ifstream file(path);
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
      const std::string marker = take_marker(line);
      if (line.empty() || line.starts_with('#')) continue;
      std::replace(line.begin(), line.end(), '\t', ' ');
      ssh_knownhosts_entry* parsed = nullptr;
      if (::ssh_known_hosts_parse_line(name.c_str(), line.c_str(), &parsed) != SSH_OK) continue;
      const Entry entry(parsed);
      if (excludes(line, name)) continue;
      if (!each(entry->publickey, marker, {KnownHost::State::unknown, path, number})) return;
    }
  }
}

bool same(ssh_key a, ssh_key b) {
  return ::ssh_key_cmp(a, b, SSH_KEY_CMP_PUBLIC) == 0;
}

const char* algorithms_of(ssh_key key) {
  const auto type = ::ssh_key_type(key);
  return type == SSH_KEYTYPE_RSA ? "rsa-sha2-512,rsa-sha2-256" : ::ssh_key_type_to_char(type);
}

void make_directory_of(const std::string& file) {
  const auto slash = file.rfind('/');
  if (slash != std::string::npos && slash != 0) ::mkdir(file.substr(0, slash).c_str(), 0700);
}

// A file that an editor has left without a newline at its end gets one.
bool ends_with_newline(int fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) return true;
  char last = '\n';
  return ::pread(fd, &last, 1, status.st_size - 1) != 1 || last == '\n';
}

}  // namespace

std::string known_host_name(const std::string& host, std::uint16_t port) {
  std::string name = host;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return port == 22 ? name : "[" + name + "]:" + std::to_string(port);
}

KnownHost look_up_host_key(const std::vector<std::string>& files, const std::string& name, ssh_key key) {
  KnownHost result;
  for_each_key(files, name, [&](ssh_key known, const std::string& marker, const KnownHost& place) {
    const bool equal = same(known, key);
    if (marker == "@revoked" && equal) {
      result = place;
      result.state = KnownHost::State::revoked;
      return false;
    }
    if (!marker.empty()) return true;
    if (equal) {
      result = place;
      result.state = KnownHost::State::known;
      return true;  // a later line may revoke it
    }
    // The line to be named is one of the same type, if there is one.
    const bool same_type = ::ssh_key_type(known) == ::ssh_key_type(key);
    if (result.state == KnownHost::State::unknown ||
        (result.state == KnownHost::State::changed && same_type)) {
      result = place;
      result.state = KnownHost::State::changed;
    }
    return true;
  });
  return result;
}

std::string known_host_algorithms(const std::vector<std::string>& files, const std::string& name) {
  std::string list;
  for_each_key(files, name, [&](ssh_key known, const std::string& marker, const KnownHost&) {
    if (marker.empty()) list += (list.empty() ? "" : ",") + std::string(algorithms_of(known));
    return true;
  });
  return list;
}

bool add_known_host(const std::string& file, const std::string& name, ssh_key key) {
  char* exported = nullptr;
  if (::ssh_pki_export_pubkey_base64(key, &exported) != SSH_OK) return false;
  const Text base64(exported);
  make_directory_of(file);
  const UniqueFd fd(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return false;
  const std::string line = (ends_with_newline(fd.get()) ? "" : "\n") + name + " " +
                           ::ssh_key_type_to_char(::ssh_key_type(key)) + " " + base64.get() + "\n";
  // In one piece, so that lines of operations side by side don't mix.
  return ::write(fd.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

}  // namespace toolbox
