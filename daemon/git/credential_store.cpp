#include "git/credential_store.h"

#include <git2.h>
#include <unistd.h>

#include <algorithm>

#include "base/api_error.h"
#include "git/config_file.h"
#include "git/credential_file.h"
#include "git/failure.h"
#include "git/handles.h"
#include "git/operation.h"
#include "git/url_config.h"

namespace toolbox {
namespace {

// The words of a helper's command line, as a shell would split them; "~/" is the home.
std::vector<std::string> words_of(const std::string& line, const std::string& home) {
  std::vector<std::string> words;
  bool open = false;
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (quote == '\0' && (c == ' ' || c == '\t')) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else {
      if (c == '\\' && quote != '\'' && i + 1 < line.size()) c = line[++i];
      words.back() += c;
    }
  }
  for (auto& word : words) {
    for (const std::string begin : {"~/", "--file=~/"}) {
      if (word.starts_with(begin))
        word = word.substr(0, begin.size() - 2) + home + word.substr(begin.size() - 1);
    }
  }
  return words;
}

// git's store, however it is named: "store", "/usr/lib/git-core/git-credential-store", "!git
// credential-store".
std::optional<std::vector<std::string>> store_arguments(std::string helper, const std::string& home) {
  if (helper.starts_with('!')) helper.erase(0, 1);
  auto words = words_of(helper, home);
  if (words.size() > 1 && words[0] == "git" && words[1] == "credential-store") words.erase(words.begin());
  if (words.empty()) return std::nullopt;
  const auto name = words.front().substr(words.front().rfind('/') + 1);
  if (name != "store" && name != "credential-store" && name != "git-credential-store") return std::nullopt;
  words.erase(words.begin());
  return words;
}

std::vector<std::string> default_files(const std::string& home, const std::string& xdg_config_home) {
  const std::string config_home = xdg_config_home.empty() ? home + "/.config" : xdg_config_home;
  return {home + "/.git-credentials", config_home + "/git/credentials"};
}

// The files of each store that is set for the URL, in their order; an empty helper sets those before it
// aside.
std::vector<std::vector<std::string>> stores_for(git_config* config, const std::string& url,
                                                 const std::string& home,
                                                 const std::string& xdg_config_home) {
  std::vector<std::vector<std::string>> stores;
  for (const auto& helper : all_config_for_url(config, "credential", "helper", url)) {
    if (helper.empty()) stores.clear();
    const auto arguments = store_arguments(helper, home);
    if (!arguments) continue;
    std::vector<std::string> files = default_files(home, xdg_config_home);
    for (std::size_t i = 0; i < arguments->size(); ++i) {
      const auto& word = (*arguments)[i];
      if (word.starts_with("--file=")) files = {word.substr(7)};
      if (word == "--file" && i + 1 < arguments->size()) files = {(*arguments)[++i]};
    }
    stores.push_back(std::move(files));
  }
  return stores;
}

Credential checked(const GitCredentialsParams& params) {
  const auto refuse = [](const std::string& why) { throw ApiError::bad_request("bad request: " + why); };
  const auto has_control = [](const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  };
  // The rest is escaped in the file.
  const auto is_line = [](const std::string& text) {
    return !text.empty() && text.find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos;
  };
  const auto given_or = [](const std::optional<std::string>& text, const char* usual) {
    return text && !text->empty() ? *text : usual;
  };
  Credential credential{given_or(params.protocol, "https"), given_or(params.host, "github.com"), std::nullopt,
                        params.username, params.password};
  if (credential.protocol != "http" && credential.protocol != "https")
    refuse("protocol must be http or https");
  if (!is_line(params.username)) refuse("username must be a text of one line");
  if (!is_line(params.password)) refuse("password must be a text of one line");
  const std::string& host = *credential.host;
  if (has_control(host) || host.find_first_of("/?#@ \\") != std::string::npos) {
    refuse("host must be a host's name, with its port if that is not the usual one, and nothing else");
  }
  return credential;
}

// Beside the helpers that are there: git asks them all.
void set_store_helper(const GitSettings& settings) {
  GitConfig config;
  check(git_config_open_ondisk(out(config), user_config_file(settings).c_str()));
  check(git_config_set_multivar(config.get(), "credential.helper", "^store-that-is-none$", "store"));
}

}  // namespace

std::optional<StoredCredential> find_credential(git_config* config, const std::string& home,
                                                const std::string& xdg_config_home,
                                                const std::string& protocol, const std::string& host,
                                                const std::string& path,
                                                const std::optional<std::string>& username) {
  const std::string url = protocol + "://" + (username ? *username + "@" : "") + host + "/" + path;
  Credential wanted{protocol, host, std::nullopt, username, std::nullopt};
  const auto by_path = config_for_url(config, "credential", "useHttpPath", url);
  if (by_path && !is_false(*by_path) && !path.empty()) wanted.path = path;
  if (!wanted.username) wanted.username = config_for_url(config, "credential", "username", url);
  for (const auto& files : stores_for(config, url, home, xdg_config_home)) {
    for (const auto& file : files) {
      if (auto found = read_credential(file, wanted))
        return StoredCredential{*found->username, *found->password};
    }
  }
  return std::nullopt;
}

void store_credential(const GitCredentialsParams& params) {
  const Credential credential = checked(params);
  const auto& settings = Operation::current().settings();
  const std::string xdg = settings.variable("XDG_CONFIG_HOME");
  GitConfig config;
  check(git_config_open_default(out(config)));
  auto stores =
      stores_for(config.get(), *credential.protocol + "://" + *credential.host + "/", settings.home, xdg);
  const bool none = stores.empty();
  if (none) stores.push_back(default_files(settings.home, xdg));
  for (const auto& files : stores) {
    const auto there = std::find_if(files.begin(), files.end(),
                                    [](const auto& f) { return ::access(f.c_str(), F_OK) == 0; });
    write_credential(there == files.end() ? files.front() : *there, credential);
  }
  if (none) set_store_helper(settings);
}

}  // namespace toolbox
