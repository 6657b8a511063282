#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/api_error.h"
#include "base/limits.h"
#include "http/multipart.h"

namespace toolbox {
namespace {

using Event = MultipartParser::Event;

struct Part {
  std::string name;
  std::string content;
  bool complete = false;
  bool operator==(const Part&) const = default;
};

void PrintTo(const Part& part, std::ostream* out) {
  *out << part.name << "=" << testing::PrintToString(part.content) << (part.complete ? "" : " (cut off)");
}

// Feeds the slices and gathers what comes out.
std::vector<Part> parse(const std::vector<std::string>& slices, const std::string& boundary = "B") {
  MultipartParser parser(boundary);
  std::vector<Part> parts;
  for (const auto& slice : slices) {
    std::string_view input = slice;
    for (Event event = parser.next(input); event != Event::need_input; event = parser.next(input)) {
      if (event == Event::part) parts.push_back({parser.head().name, "", false});
      if (event == Event::data) parts.back().content += parser.data();
      if (event == Event::part_end) parts.back().complete = true;
    }
    EXPECT_TRUE(input.empty());
  }
  parser.finish();
  return parts;
}

std::vector<std::string> in_steps(const std::string& text, std::size_t step) {
  std::vector<std::string> slices;
  for (std::size_t at = 0; at < text.size(); at += step) slices.push_back(text.substr(at, step));
  return slices;
}

std::string part(const std::string& name, const std::string& content) {
  return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
}

// The same result whole, in steps, and cut in two at each place.
void expect_at_every_cut(const std::string& body, const std::vector<Part>& wanted) {
  EXPECT_EQ(parse({body}), wanted);
  for (const std::size_t step : {1U, 2U, 3U, 7U}) EXPECT_EQ(parse(in_steps(body, step)), wanted) << step;
  for (std::size_t cut = 1; cut < body.size(); ++cut) {
    EXPECT_EQ(parse({body.substr(0, cut), body.substr(cut)}), wanted) << cut;
  }
}

class Content : public testing::TestWithParam<const char*> {};

TEST_P(Content, ComesBackAtEveryCut) {
  const std::string content = GetParam();
  expect_at_every_cut(part("a", content) + part("b", "") + "--B--\r\n",
                      {{"a", content, true}, {"b", "", true}});
}

INSTANTIATE_TEST_SUITE_P(Multipart, Content,
                         testing::Values("", "x", "\r", "\n", "\r\n", "\r\n\r\n", "\r\r\n", "\r\n-", "\r\n--",
                                         "--B", "--B--", "\n--B\n", "\r--B--\r", "\r\n--C\r\n",
                                         "\r\n--BB\r\n", "\r\n--B-\r\n", "\r\n--B-", "\r\n--B\r",
                                         "\r\n--B\rx", "\r\n --B\r\n", "\r\n-B\r\n", "\r\n--B\r\r\n--b",
                                         "a\r\n--B-\r\n--B-b", "\r\r\n\r\n\n\r-\r\n-\r\n--\r"));

TEST(Multipart, PreambleAndEpilogueAreNotContent) {
  expect_at_every_cut("first\r\n\r\n--C\r\n--BB\r\n" + part("a", "1") + "--B--\r\nlast\r\n--B\r\n\r\nx",
                      {{"a", "1", true}});
}

TEST(Multipart, BlanksMayFollowABoundary) {
  expect_at_every_cut("--B \t \r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--B--",
                      {{"a", "1", true}});
}

TEST(Multipart, ABoundaryLineWithSomethingElseIsAnError) {
  EXPECT_THROW(parse({part("a", "1\r\n--B x\r\n") + "--B--"}), ApiError);
}

TEST(Multipart, AFormWithoutPartsIsAForm) {
  expect_at_every_cut("--B--\r\n", {});
}

TEST(Multipart, APartWithoutAHeadHasNoName) {
  expect_at_every_cut("--B\r\n\r\nx\r\n--B--", {{"", "x", true}});
}

TEST(Multipart, HeadFieldsInAnyCaseAndOrder) {
  MultipartParser parser("B");
  std::string_view input =
      "--B\r\nX-More: 1\r\ncontent-type:  text/plain; x=\"y\"\r\n"
      "CONTENT-DISPOSITION:FORM-DATA;NAME=\"a \\\"b\\\\\";filename=\"c; d\"\r\n\r\n";
  ASSERT_EQ(parser.next(input), Event::part);
  EXPECT_EQ(parser.head().name, "a \"b\\");
  EXPECT_EQ(parser.head().filename, "c; d");
  EXPECT_EQ(parser.head().content_type, "text/plain; x=\"y\"");
}

TEST(Multipart, EveryEndBeforeTheLastBoundaryIsAnError) {
  const std::string body = part("a", "1") + "--B--";
  for (std::size_t end = 0; end < body.size(); ++end)
    EXPECT_THROW(parse({body.substr(0, end)}), ApiError) << end;
}

TEST(Multipart, TheHeadIsBounded) {
  MultipartParser parser("B");
  const std::string piece(1000, 'x');
  const auto feed = [&] {
    std::string_view input = "--B\r\nX: ";
    parser.next(input);
    for (std::size_t sent = 0; sent <= 2 * limits::max_part_head; sent += piece.size()) {
      input = piece;
      parser.next(input);
    }
  };
  EXPECT_THROW(feed(), ApiError);
}

TEST(Multipart, ALineWithoutAColonIsAnError) {
  EXPECT_THROW(parse({"--B\r\nnonsense\r\n\r\n"}), ApiError);
}

TEST(Multipart, TheNumberOfPartsIsBounded) {
  MultipartParser parser("B");
  const std::string piece = "--B\r\n\r\n\r\n";
  const auto feed = [&] {
    for (std::size_t i = 0; i <= limits::max_form_parts; ++i) {
      std::string_view input = piece;
      while (parser.next(input) != Event::need_input) {
      }
    }
  };
  EXPECT_THROW(feed(), ApiError);
}

TEST(FormBoundary, QuotedAndNot) {
  EXPECT_EQ(form_boundary("multipart/form-data; boundary=x"), "x");
  EXPECT_EQ(form_boundary("Multipart/Form-Data ;BOUNDARY=CaseMatters "), "CaseMatters");
  EXPECT_EQ(form_boundary("multipart/form-data; charset=utf-8; boundary=\"a, b; \\c\"; z=1"), "a, b; c");
  EXPECT_EQ(form_boundary("multipart/form-data; boundary=a=b"), "a=b");
}

TEST(FormBoundary, OtherTypesHaveNone) {
  for (const char* type :
       {"", "text/plain", "multipart/mixed; boundary=x", "multipart/form-datax; boundary=x"}) {
    EXPECT_EQ(form_boundary(type), std::nullopt) << type;
  }
}

TEST(FormBoundary, AFormWithoutOneIsAnError) {
  for (const std::string& parameters :
       {std::string(), std::string("; boundary="), std::string("; boundary=\"\""),
        std::string("; boundary=\"a\r\nb\""), "; boundary=" + std::string(1000, 'x')}) {
    EXPECT_THROW(form_boundary("multipart/form-data" + parameters), ApiError) << parameters;
  }
}

}  // namespace
}  // namespace toolbox
