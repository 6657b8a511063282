#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"
#include "base/limits.h"
#include "fixtures.h"

namespace toolbox {
namespace {

struct Everything {
  std::string text;
  bool flag = false;
  std::int64_t number = 0;
  double ratio = 0;
  std::vector<std::string> list;
  std::map<std::string, std::string> map;
  std::optional<std::int64_t> maybe;
};
template <class V>
void fields(V& v, Everything& m) {
  v("text", m.text);
  v("flag", m.flag);
  v("number", m.number);
  v("ratio", m.ratio);
  v("list", m.list);
  v("map", m.map);
  v("maybe", m.maybe);
}

struct Timed {
  std::string id;
  std::optional<std::int64_t> timeout;
};
template <class V>
void fields(V& v, Timed& m) {
  v("id", m.id);
  v("timeout", m.timeout);
}

struct Whole {
  Timed first;
  std::vector<Timed> more;
};
template <class V>
void fields(V& v, Whole& m) {
  v("first", m.first);
  v("more", m.more);
}

struct Open {
  RawJson any;
  std::optional<Timed> none;
};
template <class V>
void fields(V& v, Open& m) {
  v("any", m.any);
  v.nullable("none", m.none);
}

struct Page : FromQuery {
  std::string path;
  std::optional<std::int64_t> offset;
  std::optional<bool> follow;
};
template <class V>
void fields(V& v, Page& m) {
  v("path", m.path);
  v("offset", m.offset);
  v("follow", m.follow);
}

struct Inner {
  std::string name;
  std::string path;
};
template <class V>
void fields(V& v, Inner& m) {
  v("name", m.name);
  v.newer("path", m.path);
}

struct Outer {
  std::vector<Inner> items;
  std::optional<Inner> current;
};
template <class V>
void fields(V& v, Outer& m) {
  v("items", m.items);
  v.newer("current", m.current);
}

template <class T>
T decode_body(const std::string& text, const Arguments& path_params = {}) {
  const Json body = parse_object(text);
  T message{};
  JsonDecoder decoder(path_params, body);
  fields(decoder, message);
  return message;
}

Page decode_page(const Arguments& query, const Arguments& path_params = {}) {
  Page message;
  QueryDecoder decoder(path_params, query);
  fields(decoder, message);
  return message;
}

constexpr auto everything =
    R"({"text":"t","flag":true,"number":-5,"ratio":0.5,"list":["a","b"],"map":{"k":"v"},"maybe":7})";

std::string nested(int depth) {
  return std::string(R"({"a":)") + std::string(static_cast<std::size_t>(depth - 1), '[') +
         std::string(static_cast<std::size_t>(depth - 1), ']') + "}";
}

TEST(Codec, AMessageDecodedAndEncodedIsTheSame) {
  const auto m = decode_body<Everything>(everything);
  EXPECT_EQ(m.text, "t");
  EXPECT_TRUE(m.flag);
  EXPECT_EQ(m.number, -5);
  EXPECT_EQ(m.ratio, 0.5);
  EXPECT_EQ(m.list, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(m.map.at("k"), "v");
  EXPECT_EQ(m.maybe, 7);
  EXPECT_EQ(encode(m), everything);
}

TEST(Codec, AMissingFieldIsNamed) {
  const ApiError e = error_of([] { decode_body<Timed>("{}"); });
  EXPECT_EQ(e.status, 400);
  EXPECT_EQ(e.code, "INVALID_REQUEST_BODY");
  EXPECT_NE(std::string(e.what()).find("id"), std::string::npos);
}

TEST(Codec, NullCountsAsAbsent) {
  EXPECT_EQ(decode_body<Timed>(R"({"id":"x","timeout":null})").timeout, std::nullopt);
  EXPECT_EQ(error_of([] { decode_body<Timed>(R"({"id":null})"); }).status, 400);
}

TEST(Codec, UnknownFieldsAreIgnored) {
  EXPECT_EQ(decode_body<Timed>(R"({"id":"x","else":[{}]})").id, "x");
}

TEST(Codec, AWrongTypeNamesTheField) {
  const std::map<std::string, std::vector<std::string>> wrong = {
      {"text", {"1", "true", "[]", "{}"}},
      {"flag", {"1", R"("true")", "[]"}},
      {"number", {"1.5", R"("5")", "true", "18446744073709551615", "1e3", "[1]"}},
      {"ratio", {R"("0.5")", "false"}},
      {"list", {R"("a")", "[1]", R"(["a",null])", "{}"}},
      {"map", {"[]", R"("a")", R"({"k":1})", R"({"k":null})"}},
  };
  for (const auto& [name, values] : wrong) {
    for (const auto& value : values) {
      Json body = Json::parse(everything);
      body[name] = Json::parse(value);
      const ApiError e = error_of([&] { decode_body<Everything>(body.dump()); });
      EXPECT_EQ(e.status, 400) << name << " " << value;
      EXPECT_NE(std::string(e.what()).find(name), std::string::npos) << e.what();
    }
  }
}

TEST(Codec, TheErrorNamesTheKeyOfAMap) {
  Json body = Json::parse(everything);
  body["map"]["PORT"] = 80;
  const ApiError e = error_of([&] { decode_body<Everything>(body.dump()); });
  EXPECT_NE(std::string(e.what()).find("map.PORT"), std::string::npos) << e.what();
}

TEST(Codec, ThePathsParametersWinOverTheBody) {
  EXPECT_EQ(decode_body<Timed>(R"({"id":"body"})", {{"id", "path"}}).id, "path");
  EXPECT_EQ(decode_body<Timed>("", {{"id", "path"}}).id, "path");
}

TEST(Codec, ABodyThatIsNoJsonObjectIsRefused) {
  for (const char* text : {"null", "[]", "1", R"("text")", "{", "{]", R"({"a":1}x)", R"({"a":1e999})", "\xFF",
                           " ", "{'a':1}", R"({"a":"\ud800"})"}) {
    const ApiError e = error_of([&] { parse_object(text); });
    EXPECT_EQ(e.status, 400) << text;
    EXPECT_EQ(e.code, "INVALID_REQUEST_BODY") << text;
  }
}

TEST(Codec, NoBodyIsAnEmptyObject) {
  EXPECT_EQ(parse_object(""), Json::object());
}

TEST(Codec, OddButDecodableJsonIsTaken) {
  EXPECT_EQ(parse_object("\xEF\xBB\xBF{\"a\":1}")["a"], 1);
  EXPECT_EQ(parse_object(R"({"a":1,"a":2})").size(), 1U);
  EXPECT_EQ(parse_object(" \r\n{ } \t"), Json::object());
}

TEST(Codec, AMalformedBodyIsNotQuotedInTheError) {
  const ApiError e = error_of([] { parse_object(R"({"password":"hunter2)"); });
  EXPECT_EQ(std::string(e.what()).find("hunter2"), std::string::npos) << e.what();
}

TEST(Codec, NestingIsBounded) {
  EXPECT_NO_THROW(parse_object(nested(limits::max_json_depth)));
  EXPECT_EQ(error_of([] { parse_object(nested(limits::max_json_depth + 1)); }).status, 400);
  EXPECT_EQ(error_of([] { parse_object(std::string(R"({"a":)") + std::string(1'000'000, '[')); }).status,
            400);
}

TEST(Codec, AQueryIsDecodedAndOfANameGivenTwiceTheFirstCounts) {
  const Page page =
      decode_page({{"path", "/a"}, {"path", "/b"}, {"offset", "-3"}, {"follow", "true"}, {"x", "y"}});
  EXPECT_EQ(page.path, "/a");
  EXPECT_EQ(page.offset, -3);
  EXPECT_EQ(page.follow, true);
}

TEST(Codec, TheUsualFormsOfABooleanAreTakenFromAQuery) {
  for (const char* text : {"true", "1", "True", "TRUE"}) {
    EXPECT_EQ(decode_page({{"path", ""}, {"follow", text}}).follow, true) << text;
  }
  for (const char* text : {"false", "0", "False", "FALSE", ""}) {
    EXPECT_EQ(decode_page({{"path", ""}, {"follow", text}}).follow, false) << text;
  }
  EXPECT_NE(
      std::string(error_of([] { decode_page({{"path", ""}, {"follow", "yes"}}); }).what()).find("follow"),
      std::string::npos);
}

TEST(Codec, AnArgumentThatIsNoWholeNumberIsNamed) {
  for (const char* text : {"", "x", "1.5", "+1", " 1", "1 ", "0x10", "9223372036854775808"}) {
    const ApiError e = error_of([&] { decode_page({{"path", ""}, {"offset", text}}); });
    EXPECT_EQ(e.status, 400) << text;
    EXPECT_NE(std::string(e.what()).find("offset"), std::string::npos) << e.what();
  }
}

TEST(Codec, AMissingArgumentIsNamed) {
  const ApiError e = error_of([] { decode_page({{"offset", "1"}}); });
  EXPECT_EQ(e.status, 400);
  EXPECT_NE(std::string(e.what()).find("path"), std::string::npos);
}

TEST(Codec, ThePathsParametersWinOverTheQuery) {
  EXPECT_EQ(decode_page({{"path", "query"}}, {{"path", "path"}}).path, "path");
}

TEST(Codec, StrictClientsDoNotGetNewerFieldsAtAnyDepth) {
  const Outer message{{{"n", "p"}}, Inner{"c", "q"}};
  EXPECT_EQ(encode(message), R"({"items":[{"name":"n","path":"p"}],"current":{"name":"c","path":"q"}})");
  EXPECT_EQ(encode(message, true), R"({"items":[{"name":"n"}]})");
}

TEST(Codec, ANewerFieldIsReadLikeAnyOther) {
  const Json body = parse_object(R"({"name":"n","path":"p"})");
  const Arguments none;
  JsonDecoder decoder(none, body);
  Inner message;
  fields(decoder, message);
  EXPECT_EQ(message.path, "p");
}

TEST(Codec, AbsentOptionalsAndEmptyContainersAreEncoded) {
  EXPECT_EQ(encode(Timed{"x", std::nullopt}), R"({"id":"x"})");
  EXPECT_EQ(encode(Outer{}), R"({"items":[]})");
  EXPECT_EQ(encode(std::vector<Timed>{{"a", 1}, {"b", {}}}), R"([{"id":"a","timeout":1},{"id":"b"}])");
  EXPECT_EQ(encode(std::vector<Timed>{}), "[]");
}

TEST(Codec, TextThatIsNotUtf8IsEncodedAllTheSame) {
  EXPECT_EQ(encode(Timed{"a\xFF", {}}), "{\"id\":\"a\uFFFD\"}");
}

TEST(Codec, AMessageMayHoldMessagesAndListsOfThem) {
  const Whole whole =
      decode_body<Whole>(R"({"first":{"id":"a","timeout":1},"more":[{"id":"b"},{"id":"c"}]})");
  EXPECT_EQ(whole.first.timeout, 1);
  EXPECT_EQ(whole.more.size(), 2U);
  EXPECT_EQ(whole.more[1].id, "c");
}

TEST(Codec, AFieldWithinAMessageIsNamedWithItsWay) {
  const std::pair<const char*, const char*> table[] = {
      {R"({"more":[]})", "first is required"},
      {R"({"first":1,"more":[]})", "first must be an object"},
      {R"({"first":{},"more":[]})", "first.id is required"},
      {R"({"first":{"id":1},"more":[]})", "first.id must be a string"},
      {R"({"first":{"id":"a"},"more":{}})", "more must be a list"},
      {R"({"first":{"id":"a"},"more":[{"id":"b"},2]})", "more[1] must be an object"},
      {R"({"first":{"id":"a"},"more":[{"id":"b"},{"timeout":2}]})", "more[1].id is required"},
  };
  for (const auto& [body, message] : table) {
    const ApiError e = error_of([&, text = body] { decode_body<Whole>(text); });
    EXPECT_EQ(e.status, 400);
    EXPECT_EQ(std::string(e.what()), "bad request: " + std::string(message));
  }
}

TEST(Codec, AFieldMayBeAnyJson) {
  for (const char* text : {R"({"any":[1,{"a":null}],"none":null})", R"({"any":"x","none":{"id":"a"}})"}) {
    EXPECT_EQ(encode(decode_body<Open>(text)), text);
  }
  EXPECT_EQ(encode(Open{RawJson{"a\xFF"}, {}}), "{\"any\":\"a\uFFFD\",\"none\":null}");
}

TEST(ParseJson, SaysWhatIsWrongAndStaysWithinBounds) {
  EXPECT_EQ(parse_json("[1]").value, Json::parse("[1]"));
  EXPECT_EQ(parse_json("[1").fault, "is not valid JSON");
  EXPECT_EQ(parse_json(std::string(1'000'000, '[')).fault, "is nested too deeply");
  std::string many = "[0";
  for (std::size_t i = 0; i <= limits::max_json_values; ++i) many += ",0";
  EXPECT_EQ(parse_json(many + "]").fault, "has too many values");
}

TEST(ParseJson, ManySmallObjectsTakeNoLongerThanManyNumbers) {
  // Quadratic time would be some minutes.
  std::string many = "[{}";
  for (std::size_t i = 0; i < limits::max_json_values - 2; ++i) many += ",{}";
  EXPECT_EQ(parse_json(many + "]").value.size(), limits::max_json_values - 1);
}

}  // namespace
}  // namespace toolbox
