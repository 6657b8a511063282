#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/semver.h"

namespace toolbox {
namespace {

Semver version_of(const std::string& text) {
  const auto version = Semver::parse(text);
  EXPECT_TRUE(version) << text;
  return version.value_or(Semver{});
}

TEST(Semver, VersionsAreOrderedAsSemverOrgShows) {
  const std::vector<std::string> ascending = {
      "0.0.0",      "0.9.9",        "0.10.0",        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
      "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",  "1.0.0",         "2.0.0",
      "2.1.0",      "2.1.1",        "10.0.0"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(version_of(ascending[i]) <=> version_of(ascending[j]), i <=> j)
          << ascending[i] << " " << ascending[j];
    }
  }
}

TEST(Semver, APrereleaseIsOlderThanItsRelease) {
  EXPECT_LT(version_of("1.0.0-rc.1"), version_of("1.0.0"));
}

TEST(Semver, NumbersAreOlderThanWords) {
  EXPECT_LT(version_of("1.0.0-999"), version_of("1.0.0-a"));
}

TEST(Semver, NumbersOfAnyLengthAreComparedByValue) {
  EXPECT_LT(version_of("1.0.0-99999999999999999999998"), version_of("1.0.0-99999999999999999999999"));
  EXPECT_LT(version_of("1.0.0-9"), version_of("1.0.0-99999999999999999999999"));
}

TEST(Semver, APrereleaseMayLackItsDash) {
  EXPECT_EQ(version_of("0.21.0alpha1"), version_of("0.21.0-alpha1"));
  EXPECT_LT(version_of("0.21.0alpha1"), version_of("0.21.0"));
  EXPECT_LT(version_of("0.21.0a1"), version_of("0.21.0b1"));
  EXPECT_LT(version_of("0.20.9"), version_of("0.21.0rc1"));
}

TEST(Semver, ALeadingVIsAccepted) {
  EXPECT_EQ(version_of("v1.2.3"), version_of("1.2.3"));
}

TEST(Semver, BuildMetadataIsDropped) {
  EXPECT_EQ(version_of("1.2.3+build.5"), version_of("1.2.3"));
  EXPECT_EQ(version_of("1.2.3-a+b-c.01"), version_of("1.2.3-a"));
}

TEST(Semver, WhatIsNoVersionIsRefused) {
  for (const char* text : {"",         "v",       "1",         "1.2",        "1.2.",
                           ".1.2",     "1..2",    "a.b.c",     "1.2.x",      "01.2.3",
                           "1.02.3",   "1.2.03",  "1.2.3-",    "1.2.3-a..b", "1.2.3-a.",
                           "1.2.3-01", "1.2.3.4", "1.2.3-a_b", "1.2.3 ",     " 1.2.3",
                           "-1.2.3",   "+1.2.3",  "1.2.3-é",   "vv1.2.3",    "99999999999999999999.0.0",
                           "1.2.3\n",  "latest"}) {
    EXPECT_FALSE(Semver::parse(text)) << text;
  }
}

TEST(Semver, AnIdentifierMayConsistOfDashes) {
  EXPECT_EQ(version_of("1.0.0---").prerelease.front(), "--");
}

TEST(Semver, LeadingZeroesAreAllowedInWords) {
  EXPECT_EQ(version_of("1.0.0-0a").prerelease.front(), "0a");
}

}  // namespace
}  // namespace toolbox
