#include <gtest/gtest.h>

#include "base/api_error.h"
#include "git/ssh_address.h"
#include "git/ssh_failure.h"

namespace toolbox {
namespace {

void expect(const char* text, const char* user, const char* host, int port, const char* path) {
  SCOPED_TRACE(text);
  const SshAddress address = parse_ssh_address(text);
  EXPECT_EQ(address.user, user);
  EXPECT_EQ(address.host, host);
  EXPECT_EQ(address.port, port);
  EXPECT_EQ(address.path, path);
}

TEST(SshAddress, Urls) {
  expect("ssh://git@example.com/team/repo.git", "git", "example.com", 0, "/team/repo.git");
  expect("ssh://example.com:2222/repo", "", "example.com", 2222, "/repo");
  expect("git+ssh://git@example.com/repo", "git", "example.com", 0, "/repo");
  expect("ssh://git@[::1]:2222/repo", "git", "::1", 2222, "/repo");
  expect("ssh://[::1]/repo", "", "::1", 0, "/repo");
  expect("ssh://example.com/", "", "example.com", 0, "/");
  expect("ssh://example.com:/repo", "", "example.com", 0, "/repo");
}

TEST(SshAddress, HomeDirectoriesOfTheRemote) {
  expect("ssh://example.com/~/repo", "", "example.com", 0, "~/repo");
  expect("ssh://example.com/~ann/repo", "", "example.com", 0, "~ann/repo");
  expect("example.com:~ann/repo", "", "example.com", 0, "~ann/repo");
  expect("example.com:/~ann/repo", "", "example.com", 0, "~ann/repo");
}

TEST(SshAddress, PercentSignsOfUrlsStandForBytes) {
  expect("ssh://a%40b@example.com/x%20y%25", "a@b", "example.com", 0, "/x y%");
  expect("ssh://example.com/100%", "", "example.com", 0, "/100%");
  expect("ssh://example.com/a%00b", "", "example.com", 0, "/a%00b");
  expect("ssh://example.com/100%4", "", "example.com", 0, "/100%4");
  expect("example.com:x%20y", "", "example.com", 0, "x%20y");
}

TEST(SshAddress, PasswordsOfUrls) {
  const auto address = parse_ssh_address("ssh://ann:s%3Acret@example.com/repo");
  EXPECT_EQ(address.user, "ann");
  EXPECT_EQ(address.password, "s:cret");
  EXPECT_EQ(parse_ssh_address("ssh://ann@example.com/repo").password, std::nullopt);
}

TEST(SshAddress, HostAndPath) {
  expect("git@example.com:team/repo.git", "git", "example.com", 0, "team/repo.git");
  expect("example.com:repo", "", "example.com", 0, "repo");
  expect("example.com:/srv/repo:1", "", "example.com", 0, "/srv/repo:1");
  expect("git@[::1]:repo", "git", "::1", 0, "repo");
  expect("[::1]:repo", "", "::1", 0, "repo");
  expect("[example.com:2222]:repo", "", "example.com", 2222, "repo");
  expect("git@[example.com:2222]:repo", "git", "example.com", 2222, "repo");
  expect("example.com:a@b/[c]:d", "", "example.com", 0, "a@b/[c]:d");
}

TEST(SshAddress, WhatIsNone) {
  for (const char* text : {"", "example.com", "ssh://example.com", "ssh:///repo", ":repo", "git@:repo",
                           "example.com:", "example.com:-x", "ssh://example.com:0/r",
                           "ssh://example.com:70000/r", "ssh://example.com:x/r"}) {
    SCOPED_TRACE(text);
    try {
      parse_ssh_address(text);
      ADD_FAILURE() << "was taken";
    } catch (const ApiError& error) {
      EXPECT_EQ(error.status, 400);
    }
  }
}

TEST(SshCommand, QuotesAsGitDoes) {
  EXPECT_EQ(ssh_command("git-upload-pack", "/srv/repo.git"), "git-upload-pack '/srv/repo.git'");
  EXPECT_EQ(ssh_command("git-upload-pack", "~/it's"), "git-upload-pack '~/it'\\''s'");
  EXPECT_EQ(ssh_command("git-receive-pack", "a!b; rm $x `y`"), "git-receive-pack 'a'\\!'b; rm $x `y`'");
}

int status_of(std::optional<unsigned> status, const char* words) {
  return remote_failure("host", "git-upload-pack", {status, {}}, words).status;
}

TEST(RemoteFailure, RepositoriesThatAreNotThere) {
  EXPECT_EQ(status_of(1, "ERROR: Repository not found.\n"), 404);
  EXPECT_EQ(status_of(128, "fatal: '/x' does not appear to be a git repository"), 404);
  EXPECT_EQ(status_of(128, "fatal: not a git repository: '/x'"), 404);
  EXPECT_EQ(status_of(1, "remote: ERROR: The project you were looking for could not be found"), 404);
}

TEST(RemoteFailure, RepositoriesThatOthersMayUse) {
  EXPECT_EQ(status_of(1, "ERROR: Permission to a/b.git denied to ann."), 403);
  EXPECT_EQ(status_of(1, "repository access denied."), 403);
  EXPECT_EQ(status_of(1, "ERROR: The key you are authenticating with has been marked as read only."), 403);
}

TEST(RemoteFailure, HostsWithoutGit) {
  EXPECT_EQ(status_of(127, "sh: 1: git-upload-pack: not found"), 502);
  EXPECT_EQ(status_of(127, "bash: line 1: git-upload-pack: command not found"), 502);
  EXPECT_EQ(status_of(126, "sh: git-upload-pack: Permission denied"), 502);
}

TEST(RemoteFailure, TellsWhatIsKnown) {
  const auto text = [](const RemoteEnd& end, const char* words) {
    return std::string(remote_failure("host", "git-upload-pack", end, words).what());
  };
  EXPECT_EQ(text({1, {}}, " out of\n memory\n"),
            "git-upload-pack at host ended with status 1; it says: out of memory");
  EXPECT_EQ(text({std::nullopt, "KILL"}, ""), "git-upload-pack at host was ended by SIGKILL");
  EXPECT_EQ(text({}, ""), "git-upload-pack at host ended too early");
}

}  // namespace
}  // namespace toolbox
