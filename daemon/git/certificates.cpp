#include "git/certificates.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "git/operation.h"
#include "git/transport.h"
#include "git/url_config.h"

namespace toolbox {
namespace {

constexpr std::array bundles{
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine, Arch, distroless images
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
    "/etc/pki/tls/certs/ca-bundle.crt",                   // older ones of these
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/var/lib/ca-certificates/ca-bundle.pem",             // openSUSE, without its links
    "/etc/pki/tls/cacert.pem",                            // OpenELEC
    "/etc/ssl/cert.pem",                                  // Alpine without its package, the BSDs
    "/usr/local/share/certs/ca-root-nss.crt",             // FreeBSD's package
    "/etc/pki/tls/cert.pem",                              // Amazon Linux
};
constexpr std::array directories{"/etc/ssl/certs", "/etc/pki/tls/certs"};

// What the user names, by git's variable, git's setting and OpenSSL's variable. Who sets one seldom knows of
// the others, so all count.
std::vector<std::string> named(const std::string& git_variable, const char* key,
                               const std::string& openssl_variable, const std::string& url,
                               git_config* config, const GitSettings& settings) {
  std::string setting = config_for_url(config, "http", key, url).value_or("");
  if (setting.starts_with("~/")) setting = settings.home + setting.substr(1);
  std::vector<std::string> places;
  for (auto& place :
       {settings.variable(git_variable), std::move(setting), settings.variable(openssl_variable)}) {
    const bool known = std::find(places.begin(), places.end(), place) != places.end();
    if (!place.empty() && !known) places.push_back(place);
  }
  return places;
}

bool load_file(SSL_CTX* context, const std::string& path) {
  const bool loaded = SSL_CTX_load_verify_file(context, path.c_str()) == 1;
  ERR_clear_error();
  return loaded;
}

// OpenSSL finds a certificate in a directory by a name made of its subject's hash: "5ed36f99.0".
bool is_hashed(const std::string& name) {
  return name.size() > 9 && name[8] == '.' && name.find_first_not_of("0123456789abcdef") == 8;
}

// Files of hashed names are read when they are needed. Where there are none, each file is read.
bool load_directory(SSL_CTX* context, const std::string& path) {
  std::error_code error;
  std::vector<std::string> plain;
  for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_hashed(entry->path().filename())) return SSL_CTX_load_verify_dir(context, path.c_str()) == 1;
    plain.push_back(entry->path());
  }
  bool any = false;
  for (const auto& file : plain) {
    if (!std::filesystem::is_directory(file, error) && load_file(context, file)) any = true;
  }
  return any;
}

std::vector<std::string> split_lists(const std::vector<std::string>& lists) {
  std::vector<std::string> parts;
  for (const auto& list : lists) {
    for (std::size_t begin = 0; begin <= list.size();) {
      const auto end = std::min(list.find(':', begin), list.size());
      if (end > begin) parts.push_back(list.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

}  // namespace

void trust_authorities(SSL_CTX* context, const std::string& url, git_config* config,
                       const GitSettings& settings) {
  const auto files = named("GIT_SSL_CAINFO", "sslCAInfo", "SSL_CERT_FILE", url, config, settings);
  const auto dirs = split_lists(named("GIT_SSL_CAPATH", "sslCAPath", "SSL_CERT_DIR", url, config, settings));
  bool any = false;
  for (const auto& file : files) any = load_file(context, file) || any;
  if (!files.empty() && !any) {
    throw transport_failed("no certificate can be read from " + joined(files) +
                           ", named as authorities to trust");
  }
  for (const auto& directory : dirs) any = load_directory(context, directory) || any;
  std::vector<std::string> looked_at = dirs;
  if (files.empty() && dirs.empty()) {
    looked_at.assign(bundles.begin(), bundles.end());
    any = std::any_of(bundles.begin(), bundles.end(),
                      [&](const char* file) { return load_file(context, file); });
  }
  // A bundle has what the directories have.
  if (dirs.empty() && (!any || !files.empty())) {
    looked_at.insert(looked_at.end(), directories.begin(), directories.end());
    for (const char* directory : directories) any = load_directory(context, directory) || any;
  }
  if (any) return;
  throw transport_failed("there are no certificates of authorities to trust: looked at " + joined(looked_at) +
                         "; install ca-certificates, or name a file in SSL_CERT_FILE");
}

}  // namespace toolbox
