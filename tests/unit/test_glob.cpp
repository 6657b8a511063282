#include <gtest/gtest.h>

#include <string>

#include "files/glob.h"

namespace toolbox {
namespace {

bool matches(const std::string& pattern, const std::string& name) {
  const auto glob = Glob::parse(pattern);
  EXPECT_TRUE(glob) << pattern;
  return glob && glob->matches(name);
}

// Go's own table, path/filepath/match_test.go: what matches, what does not, what is malformed.
TEST(Glob, AgreesWithGoOnMatches) {
  const std::pair<const char*, const char*> table[] = {
      {"abc", "abc"},
      {"*", "abc"},
      {"*c", "abc"},
      {"a*", "a"},
      {"a*", "abc"},
      {"a*/b", "abc/b"},
      {"a*b*c*d*e*/f", "axbxcxdxe/f"},
      {"a*b*c*d*e*/f", "axbxcxdxexxx/f"},
      {"a*b?c*x", "abxbbxdbxebxczzx"},
      {"ab[c]", "abc"},
      {"ab[b-d]", "abc"},
      {"ab[^e-g]", "abc"},
      {"a\\*b", "a*b"},
      {"a?b", "a☺b"},
      {"a[^a]b", "a☺b"},
      {"[a-ζ]*", "α"},
      {"[\\]a]", "]"},
      {"[\\-]", "-"},
      {"[x\\-]", "x"},
      {"[x\\-]", "-"},
      {"[\\-x]", "x"},
      {"[\\-x]", "-"},
      {"*x", "xxx"},
      {"", ""},
      {"**", ""},
  };
  for (const auto& [pattern, name] : table) EXPECT_TRUE(matches(pattern, name)) << pattern << " " << name;
}

TEST(Glob, AgreesWithGoOnMismatches) {
  const std::pair<const char*, const char*> table[] = {
      {"a*", "ab/c"},
      {"a*/b", "a/c/b"},
      {"a*b*c*d*e*/f", "axbxcxdxe/xxx/f"},
      {"a*b?c*x", "abxbbxdbxebxczzy"},
      {"a*b*c*d*e*/f", "axbxcxdxexxx/fff"},
      {"ab[e-g]", "abc"},
      {"ab[^c]", "abc"},
      {"ab[^b-d]", "abc"},
      {"a\\*b", "ab"},
      {"a???b", "a☺b"},
      {"a[^a][^a][^a]b", "a☺b"},
      {"*[a-ζ]", "A"},
      {"a?b", "a/b"},
      {"a*b", "a/b"},
      {"[x\\-]", "z"},
      {"[\\-x]", "a"},
      {"", "a"},
      {"a", ""},
      {"?", ""},
      {"abc", "ab"},
  };
  for (const auto& [pattern, name] : table) EXPECT_FALSE(matches(pattern, name)) << pattern << " " << name;
}

TEST(Glob, RefusesMalformedPatternsWhereverTheFaultIs) {
  for (const char* pattern : {"[]a]", "[-]", "[x-]", "[-x]", "\\", "[a-b-c]", "[", "[^", "[^bc", "a[", "*[",
                              "abc\\", "[a-", "[a\\", "[\xff]", "[a-\xff]", "[]", "[^]"}) {
    EXPECT_FALSE(Glob::parse(pattern)) << pattern;
  }
}

TEST(Glob, AByteThatIsNotUtf8IsOneCharacter) {
  EXPECT_TRUE(matches("a?b",
                      "a\xff"
                      "b"));
  EXPECT_FALSE(matches("a?b",
                       "a\xff\xff"
                       "b"));
  EXPECT_TRUE(matches("a\xff*", "a\xff!"));
}

TEST(Glob, ManyStarsDoNotTakeExponentialTime) {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) pattern += "a*";
  EXPECT_FALSE(matches(pattern + "b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace toolbox
