#include <gtest/gtest.h>

#include "git/credential_line.h"

using namespace toolbox;

namespace {

Credential wanted(const char* protocol, const char* host) {
  return {protocol, host, {}, {}, {}};
}

TEST(GitCredentialLine, IsReadInParts) {
  const auto kept = parse_credential_line("https://u%40x:p%3Aq@host:8443/team/repo.git/");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->protocol, "https");
  EXPECT_EQ(kept->username, "u@x");
  EXPECT_EQ(kept->password, "p:q");
  EXPECT_EQ(kept->host, "host:8443");
  EXPECT_EQ(kept->path, "team/repo.git");
}

TEST(GitCredentialLine, WhatIsMissingIsNothing) {
  EXPECT_EQ(parse_credential_line("https://host")->username, std::nullopt);
  EXPECT_EQ(parse_credential_line("https://u@host")->password, std::nullopt);
  EXPECT_EQ(parse_credential_line("https://u:@host")->password, "");
  EXPECT_EQ(parse_credential_line("https://u:p@host/")->path, std::nullopt);
  EXPECT_FALSE(parse_credential_line(""));
  EXPECT_FALSE(parse_credential_line("# a comment"));
  EXPECT_FALSE(parse_credential_line("://u:p@host"));
  EXPECT_FALSE(parse_credential_line("https://u:p%0aq@host"));
}

TEST(GitCredentialLine, SurvivesWritingAndReading) {
  const Credential credential{"https", "host:1", "a b/c", "u ser@x", "p:/@%é\x7f"};
  const std::string line = credential_line(credential);
  EXPECT_EQ(line, "https://u%20ser%40x:p%3a%2f%40%25%c3%a9%7f@host:1/a%20b/c");
  const auto read = parse_credential_line(line);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->username, credential.username);
  EXPECT_EQ(read->password, credential.password);
  EXPECT_EQ(read->host, credential.host);
  EXPECT_EQ(read->path, credential.path);
}

TEST(GitCredentialLine, FitsByProtocolHostPathAndUser) {
  const auto kept = *parse_credential_line("https://u:p@host/repo.git");
  EXPECT_TRUE(credential_fits(wanted("https", "host"), kept));
  EXPECT_FALSE(credential_fits(wanted("http", "host"), kept));
  EXPECT_FALSE(credential_fits(wanted("https", "host:8443"), kept));
  EXPECT_TRUE(credential_fits({"https", "host", "repo.git", "u", {}}, kept));
  EXPECT_FALSE(credential_fits({"https", "host", "repo.git", "v", {}}, kept));
  EXPECT_FALSE(credential_fits({"https", "host", "other.git", {}, {}}, kept));
  EXPECT_FALSE(
      credential_fits({"https", "host", "repo.git", {}, {}}, *parse_credential_line("https://u:p@host")));
}

}  // namespace
