#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/api_error.h"
#include "git/proxy.h"
#include "git/url.h"
#include "git/url_config.h"

using namespace toolbox;

namespace {

struct Case {
  std::string text;
  std::string url;
  std::optional<std::string> username = {};
  std::optional<std::string> password = {};
};

TEST(GitUrl, IsTakenAsWritten) {
  const std::vector<Case> cases{
      {"https://host/a/b.git", "https://host/a/b.git"},
      {"HTTPS://Host:8443/a", "https://Host:8443/a"},
      {"host/a", "https://host/a"},
      {"host", "https://host"},
      {"host:8443/a", "https://host:8443/a"},
      {"[::1]:8443/a", "https://[::1]:8443/a"},
      {"host:99999/a", "host:99999/a"},
      {"host:a/b.git", "host:a/b.git"},
      {"git@host:a/b.git", "git@host:a/b.git"},
      {"git@host:123/b.git", "git@host:123/b.git"},
      {"git@host:a@b/c", "git@host:a@b/c"},
      {"git@[::1]:a/b", "git@[::1]:a/b"},
      {"git@host:/abs/b", "git@host:/abs/b"},
      {"ssh://git@host:22/b", "ssh://git@host:22/b"},
      {"git+ssh://git@host/b", "ssh://git@host/b"},
      {"git://host/a", "git://host/a"},
      {"git://u:p@host/a", "git://host/a"},
      {"/srv/a b", "/srv/a b"},
      {"file:///srv/a", "file:///srv/a"},
      {"file://localhost/srv/a", "file:///srv/a"},
      {"host/a?x=://", "https://host/a?x=://"},
  };
  for (const auto& c : cases) {
    const RemoteUrl remote = parse_remote_url(c.text);
    EXPECT_EQ(remote.url, c.url) << c.text;
    EXPECT_EQ(remote.username, std::nullopt) << c.text;
    EXPECT_EQ(remote.password, std::nullopt) << c.text;
  }
}

TEST(GitUrl, CredentialsAreTakenApart) {
  const std::vector<Case> cases{
      {"https://u:p@host/a", "https://host/a", "u", "p"},
      {"https://u%40x:p%3a%2F@host/a", "https://host/a", "u@x", "p:/"},
      {"https://u:p@q@host/a", "https://host/a", "u", "p@q"},
      {"https://token@host/a", "https://host/a", "token"},
      {"https://:token@host/a", "https://host/a", {}, "token"},
      {"https://u:@host/a", "https://host/a", "u"},
      {"https://u:100%@host/a", "https://host/a", "u", "100%"},
      {"u:p@host/a", "https://host/a", "u", "p"},
      {"u:p@host:8443/a", "https://host:8443/a", "u", "p"},
      {"ssh://git:p@host/a", "ssh://git@host/a", {}, "p"},
      {"git:p@host:a", "git@host:a", {}, "p"},
  };
  for (const auto& c : cases) {
    const RemoteUrl remote = parse_remote_url(c.text);
    EXPECT_EQ(remote.url, c.url) << c.text;
    EXPECT_EQ(remote.username, c.username) << c.text;
    EXPECT_EQ(remote.password, c.password) << c.text;
  }
}

TEST(GitUrl, WhatIsNoAddressIsRefusedAndNotSaidBack) {
  for (const std::string text : {"",
                                 "-u",
                                 "--upload-pack=x",
                                 "ext::sh -c secret",
                                 "ftp://secret@host/a",
                                 "https://",
                                 "https:///a",
                                 "http://[]/a",
                                 "https://u:secret@[]:80/a",
                                 "https://u:secret@/a",
                                 "https://host:0/a",
                                 "https://host:x/a",
                                 "https://host:70000/a",
                                 "https://-host/a",
                                 "ssh://-oProxyCommand=secret/a",
                                 "-oProxyCommand=secret:a",
                                 "git@-oProxyCommand=secret:a",
                                 "git@host:",
                                 ":a",
                                 "https://ho st/a",
                                 "https://host/a\n",
                                 "https://u:secret%0a@host/a",
                                 "file://host/a",
                                 "file://",
                                 "./a",
                                 "../a",
                                 "~/a"}) {
    try {
      parse_remote_url(text);
      ADD_FAILURE() << text;
    } catch (const ApiError& e) {
      EXPECT_EQ(e.status, 400) << text;
      EXPECT_EQ(std::string(e.what()).find("secret"), std::string::npos) << text;
    }
  }
}

TEST(GitProxy, NoProxyListsNamesDomainsAndNetworks) {
  EXPECT_TRUE(in_no_proxy("*", "host"));
  EXPECT_TRUE(in_no_proxy("a.test,host", "HOST"));
  EXPECT_TRUE(in_no_proxy("a.test host", "host"));
  EXPECT_TRUE(in_no_proxy("example.com", "git.example.com"));
  EXPECT_TRUE(in_no_proxy(".example.com", "example.com"));
  EXPECT_TRUE(in_no_proxy("example.com.", "example.com"));
  EXPECT_FALSE(in_no_proxy("example.com", "badexample.com"));
  EXPECT_FALSE(in_no_proxy("git.example.com", "example.com"));
  EXPECT_FALSE(in_no_proxy("", "host"));
  EXPECT_FALSE(in_no_proxy(",, ,", "host"));
  EXPECT_FALSE(in_no_proxy("*,x", "host"));
  EXPECT_TRUE(in_no_proxy("127.0.0.1", "127.0.0.1"));
  EXPECT_TRUE(in_no_proxy("10.0.0.0/8", "10.2.3.4"));
  EXPECT_FALSE(in_no_proxy("10.0.0.0/8", "11.2.3.4"));
  EXPECT_TRUE(in_no_proxy("192.168.4.0/22", "192.168.7.1"));
  EXPECT_FALSE(in_no_proxy("192.168.4.0/22", "192.168.8.1"));
  EXPECT_TRUE(in_no_proxy("[::1]", "::1"));
  EXPECT_TRUE(in_no_proxy("fe80::/10", "fe80::1"));
  EXPECT_FALSE(in_no_proxy("10.0.0.0/99", "10.0.0.1"));
  EXPECT_FALSE(in_no_proxy("10.0.0.0/x", "10.0.0.1"));
  EXPECT_FALSE(in_no_proxy("0.1", "127.0.0.1"));
}

TEST(GitUrlConfig, TheMoreSpecificUrlCounts) {
  const UrlParts url = split_url("https://u:p@git.example.com:443/team/repo.git");
  EXPECT_EQ(url.host, "git.example.com");
  EXPECT_EQ(url.port, "443");
  EXPECT_EQ(url.path, "team/repo.git");
  for (const char* pattern :
       {"https://git.example.com", "https://git.example.com/", "https://*.example.com:443",
        "https://git.example.com/team", "https://u@git.example.com", "git.example.com"}) {
    EXPECT_TRUE(url_match(pattern, url)) << pattern;
  }
  for (const char* pattern : {"http://git.example.com", "https://example.com", "https://git.example.com:8443",
                              "https://git.example.com/tea", "https://v@git.example.com", "https://*.com"}) {
    EXPECT_FALSE(url_match(pattern, url)) << pattern;
  }
  EXPECT_LT(url_match("https://*.example.com", url), url_match("https://git.example.com", url));
  EXPECT_LT(url_match("https://git.example.com", url), url_match("https://git.example.com/team", url));
  EXPECT_LT(url_match("https://git.example.com", url), url_match("https://u@git.example.com", url));
  EXPECT_EQ(split_url("http://[::1]:80/x").host, "::1");
}

}  // namespace
