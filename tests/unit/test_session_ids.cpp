#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "base/ids.h"
#include "session/store.h"

namespace toolbox {
namespace {

TEST(Uuids, AreUuidsOfVersionSevenInTheirOrder) {
  Uuids ids;
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::string last;
  for (int i = 0; i < 20'000; ++i) {  // more than a millisecond's counter holds
    const std::string id = ids.next();
    ASSERT_TRUE(std::regex_match(id, form)) << id;
    ASSERT_LT(last, id);
    last = id;
  }
}

TEST(RandomToken, IsNeverTheSame) {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) tokens.insert(random_token());
  EXPECT_EQ(tokens.size(), 100U);
  EXPECT_EQ(tokens.begin()->size(), 32U);
}

TEST(FileNameOf, PlainNamesStayAsTheyAre) {
  EXPECT_EQ(file_name_of("my-session_1.x"), "my-session_1.x");
}

TEST(FileNameOf, NothingLeavesTheDirectory) {
  EXPECT_EQ(file_name_of(".."), "%2E.");
  EXPECT_EQ(file_name_of("."), "%2E");
  EXPECT_EQ(file_name_of("../x"), "%2E.%2Fx");
  EXPECT_EQ(file_name_of("a/b"), "a%2Fb");
  EXPECT_EQ(file_name_of(std::string("\0", 1)), "%00");
  EXPECT_EQ(file_name_of("%2F"), "%252F");
}

TEST(SessionStore, LongNamesStayApart) {
  SessionStore store("/root");
  const std::string id(300, 'x');
  const std::string first = store.directory_of(id);
  EXPECT_LE(first.size(), 255U);
  EXPECT_NE(first, store.directory_of(id));
}

}  // namespace
}  // namespace toolbox
