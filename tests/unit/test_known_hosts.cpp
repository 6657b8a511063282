#include <gtest/gtest.h>
#include <sys/stat.h>

#include <memory>
#include <string>

#include "git/known_hosts.h"
#include "unit/temp_dir.h"

namespace toolbox {
namespace {

using State = KnownHost::State;
struct FreeKey {
  void operator()(ssh_key key) const { ::ssh_key_free(key); }
};
using Key = std::unique_ptr<ssh_key_struct, FreeKey>;

constexpr const char* first = "AAAAC3NzaC1lZDI1NTE5AAAAICBDrq5wQUhErXIjSyJpNDzUT6Ap/IXpL7cfUFZzOUDi";
constexpr const char* second = "AAAAC3NzaC1lZDI1NTE5AAAAIBaD/c7ddCbEpkOVWJregkyqH36inKPuGxnS/eGwwatv";
constexpr const char* ecdsa =
    "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBAWoqhh8xaqwFZdUSAXaGr62PxSyXtBed1+eXVk24Ey/"
    "iuXVydCpCcCR6zrdRwhKVUR7Cwk0nF8KTdgiLUvKxyo=";

Key key_of(const char* base64, ssh_keytypes_e type = SSH_KEYTYPE_ED25519) {
  ssh_key key = nullptr;
  EXPECT_EQ(::ssh_pki_import_pubkey_base64(base64, type, &key), SSH_OK);
  return Key(key);
}

class KnownHosts : public ::testing::Test {
 protected:
  void write(const std::string& text) const { directory_.write("known_hosts", text); }
  KnownHost look_up(const std::string& name, const char* base64) const {
    return look_up_host_key({file_}, name, key_of(base64).get());
  }

  TempDir directory_;
  const std::string file_ = directory_.at("known_hosts");
};

std::string line(const std::string& hosts, const char* base64) {
  return hosts + " ssh-ed25519 " + base64 + "\n";
}

TEST_F(KnownHosts, NamesAreLowerCaseAndHaveOtherPorts) {
  EXPECT_EQ(known_host_name("Example.COM", 22), "example.com");
  EXPECT_EQ(known_host_name("example.com", 2222), "[example.com]:2222");
}

TEST_F(KnownHosts, WithoutAFileAHostIsUnknown) {
  EXPECT_EQ(look_up("example.com", first).state, State::unknown);
}

TEST_F(KnownHosts, TheLineIsNamed) {
  write("# a comment\n\n" + line("other.example.com", second) +
        line("example.com,[example.com]:2222", first));
  const auto known = look_up("example.com", first);
  EXPECT_EQ(known.state, State::known);
  EXPECT_EQ(known.line, 4U);
  EXPECT_EQ(look_up("[example.com]:2222", first).state, State::known);
  EXPECT_EQ(look_up("[example.com]:2223", first).state, State::unknown);
  const auto changed = look_up("example.com", second);
  EXPECT_EQ(changed.state, State::changed);
  EXPECT_EQ(changed.file, file_);
  EXPECT_EQ(changed.line, 4U);
}

TEST_F(KnownHosts, AnyOfSeveralKeysWillDo) {
  write(line("example.com", first) + line("example.com", second));
  EXPECT_EQ(look_up("example.com", first).state, State::known);
  EXPECT_EQ(look_up("example.com", second).state, State::known);
}

TEST_F(KnownHosts, PatternsAndTheirExceptions) {
  write(line("*.example.com,!bad.example.com", first));
  EXPECT_EQ(look_up("good.example.com", first).state, State::known);
  EXPECT_EQ(look_up("bad.example.com", first).state, State::unknown);
}

TEST_F(KnownHosts, HashedNames) {
  write(line("|1|Jtqlock64trR0sPAK/LMQpaw8vQ=|SBdrQh8x1EQvKK74nUijF7CPNnA=", first));
  EXPECT_EQ(look_up("[example.com]:2222", first).state, State::known);
  EXPECT_EQ(look_up("example.com", first).state, State::unknown);
}

TEST_F(KnownHosts, ARevokedKeyIsRevokedWhereverItStands) {
  write(line("example.com", first) + line("@revoked *", first));
  EXPECT_EQ(look_up("example.com", first).state, State::revoked);
  EXPECT_EQ(look_up("example.com", first).line, 2U);
  EXPECT_EQ(look_up("example.com", second).state, State::changed);
}

TEST_F(KnownHosts, AnAuthoritysKeyIsNoHostKey) {
  write(line("@cert-authority example.com", first));
  EXPECT_EQ(look_up("example.com", first).state, State::unknown);
}

TEST_F(KnownHosts, LinesThatMakeNoSenseHideNoOthers) {
  write("example.com\nexample.com ssh-dss AAAA\nexample.com ssh-ed25519 !!!\n" + std::string(20'000, 'x') +
        "\n" + line("example.com", first));
  EXPECT_EQ(look_up("example.com", first).state, State::known);
  EXPECT_EQ(look_up("example.com", second).state, State::changed);
}

TEST_F(KnownHosts, AKeyOfAnotherTypeIsAChange) {
  write("example.com ecdsa-sha2-nistp256 " + std::string(ecdsa) + "\n");
  EXPECT_EQ(look_up("example.com", first).state, State::changed);
  EXPECT_EQ(known_host_algorithms({file_}, "example.com"), "ecdsa-sha2-nistp256");
}

TEST_F(KnownHosts, ANewHostIsAdded) {
  const std::string file = directory_.at(".ssh/known_hosts");
  const Key key = key_of(first);
  ASSERT_TRUE(add_known_host(file, "[example.com]:2222", key.get()));
  EXPECT_EQ(look_up_host_key({file}, "[example.com]:2222", key.get()).state, State::known);
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  ASSERT_EQ(::stat(directory_.at(".ssh").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST_F(KnownHosts, AFileThatEndsInALineWithoutNewlineKeepsIt) {
  write("example.com ssh-ed25519 " + std::string(first));
  ASSERT_TRUE(add_known_host(file_, "other", key_of(second).get()));
  EXPECT_EQ(read_file(file_), line("example.com", first) + line("other", second));
}

TEST_F(KnownHosts, WhereNothingCanBeWrittenNothingIs) {
  EXPECT_FALSE(add_known_host(directory_.path(), "example.com", key_of(first).get()));
}

}  // namespace
}  // namespace toolbox
