#include "git/url_config.h"

#include <git2.h>

#include <algorithm>

#include "git/failure.h"
#include "git/handles.h"
#include "git/url_text.h"

namespace toolbox {
namespace {

std::string_view trimmed_path(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

bool host_match(std::string_view pattern, std::string_view host) {
  while (true) {
    const auto wanted = pattern.substr(0, pattern.find('.'));
    const auto label = host.substr(0, host.find('.'));
    if (wanted != "*" && wanted != label) return false;
    const bool last = wanted.size() == pattern.size();
    if (last || label.size() == host.size()) return last && label.size() == host.size();
    pattern.remove_prefix(wanted.size() + 1);
    host.remove_prefix(label.size() + 1);
  }
}

struct Setting {
  std::size_t rank;
  std::string value;
};

std::vector<Setting> settings_for(git_config* config, std::string_view section, std::string_view key,
                                  const std::string& url) {
  std::vector<Setting> found;
  if (config == nullptr) return found;
  const UrlParts parts = split_url(url);
  const std::string begin = lower_case(section) + ".";
  const std::string end = "." + lower_case(key);
  git_config_iterator* made = nullptr;
  check(git_config_iterator_new(&made, config));
  const GitHandle<git_config_iterator, git_config_iterator_free> iterator(made);
  git_config_entry* entry = nullptr;
  while (git_config_next(&entry, iterator.get()) == 0) {
    const std::string_view name = entry->name;
    // A name alone, without "= value", is true.
    const std::string value = entry->value != nullptr ? entry->value : "true";
    if (!name.starts_with(begin) || !name.ends_with(end)) continue;
    if (name.size() == begin.size() + end.size() - 1) {
      found.push_back({0, value});
    } else if (name.size() > begin.size() + end.size()) {
      const auto pattern = name.substr(begin.size(), name.size() - begin.size() - end.size());
      if (const auto rank = url_match(pattern, parts)) found.push_back({*rank, value});
    }
  }
  return found;
}

}  // namespace

UrlParts split_url(std::string_view url) {
  UrlParts parts;
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    parts.scheme = lower_case(url.substr(0, scheme));
    url.remove_prefix(scheme + 3);
  }
  const auto end = std::min(url.find_first_of("/?#"), url.size());
  auto authority = url.substr(0, end);
  const auto path = url.substr(end);
  parts.path = trimmed_path(path.substr(0, path.find_first_of("?#")));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    parts.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  parts.authority = authority;
  const auto bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto host =
      bracket == std::string_view::npos ? authority.substr(0, colon) : authority.substr(1, bracket - 1);
  parts.host = lower_case(host);
  if (colon != std::string_view::npos) parts.port = authority.substr(colon + 1);
  if (parts.port.empty()) parts.port = parts.scheme == "https" ? "443" : parts.scheme == "http" ? "80" : "";
  return parts;
}

std::optional<std::size_t> url_match(std::string_view pattern, const UrlParts& url) {
  const UrlParts wanted = split_url(pattern);
  const bool partial = wanted.scheme.empty();  // of credentials only: "example.com" for any scheme and port
  if (!partial && (wanted.scheme != url.scheme || wanted.port != url.port)) return std::nullopt;
  if (partial && !wanted.port.empty() && wanted.port != url.port) return std::nullopt;
  if (!wanted.host.empty() && !host_match(wanted.host, url.host)) return std::nullopt;
  if (!wanted.path.empty() && wanted.path != url.path && !url.path.starts_with(wanted.path + "/")) {
    return std::nullopt;
  }
  const std::string user = wanted.user.substr(0, wanted.user.find(':'));
  if (!user.empty() && user != url.user.substr(0, url.user.find(':'))) return std::nullopt;
  // The host counts before the path, and that before the user.
  constexpr std::size_t step = 1 << 16;
  return 1 + (wanted.host.size() * step + wanted.path.size()) * 2 + (user.empty() ? 0 : 1);
}

std::optional<std::string> config_for_url(git_config* config, std::string_view section, std::string_view key,
                                          const std::string& url) {
  std::optional<Setting> best;
  for (auto& setting : settings_for(config, section, key, url)) {
    if (!best || setting.rank >= best->rank) best = std::move(setting);
  }
  if (!best) return std::nullopt;
  return std::move(best->value);
}

std::vector<std::string> all_config_for_url(git_config* config, std::string_view section,
                                            std::string_view key, const std::string& url) {
  std::vector<std::string> values;
  for (auto& setting : settings_for(config, section, key, url)) values.push_back(std::move(setting.value));
  return values;
}

bool is_false(std::string_view text) {
  const std::string word = lower_case(text);
  return word.empty() || word == "false" || word == "no" || word == "off" || word == "0";
}

}  // namespace toolbox
