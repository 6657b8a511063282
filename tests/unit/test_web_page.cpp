#include <gtest/gtest.h>

#include <string>

#include "fixtures.h"
#include "pty/web_page.h"
#include "support.h"

namespace toolbox {
namespace {

Headers with(std::string_view name, std::string_view value) {
  Headers headers;
  headers.add(name, value);
  return headers;
}

class WebPageTest : public testing::Test {
 protected:
  Response get_page(Headers headers) {
    Request request;
    request.headers = std::move(headers);
    return run_on(loop, page.page({}, request));
  }
  Response get_asset(std::string_view name, Headers headers) {
    Request request;
    request.headers = std::move(headers);
    AssetParams params;
    params.name = name;
    return run_on(loop, page.asset(params, request));
  }

  asio::io_context loop;
  WebPage page;
};

TEST(AcceptsGzip, OnlyWhenAsked) {
  EXPECT_FALSE(accepts_gzip({}));
  EXPECT_TRUE(accepts_gzip(with("accept-encoding", "gzip, deflate, br")));
  EXPECT_TRUE(accepts_gzip(with("Accept-Encoding", "br,GZIP")));
  EXPECT_TRUE(accepts_gzip(with("Accept-Encoding", "x-gzip")));
  EXPECT_TRUE(accepts_gzip(with("Accept-Encoding", "*")));
  EXPECT_FALSE(accepts_gzip(with("Accept-Encoding", "")));
  EXPECT_FALSE(accepts_gzip(with("Accept-Encoding", "identity, gzipped, br")));
  EXPECT_FALSE(accepts_gzip(with("Accept", "gzip")));
}

TEST(AcceptsGzip, WeightZeroRefuses) {
  EXPECT_FALSE(accepts_gzip(with("Accept-Encoding", "gzip;q=0")));
  EXPECT_FALSE(accepts_gzip(with("Accept-Encoding", "br, gzip ; Q = 0.000")));
  EXPECT_TRUE(accepts_gzip(with("Accept-Encoding", "gzip;q=0.001")));
  EXPECT_TRUE(accepts_gzip(with("Accept-Encoding", "gzip;level=0;q=1")));
  EXPECT_FALSE(accepts_gzip(with("Accept-Encoding", "*;q=0")));
}

TEST(AcceptsGzip, ItsNameCountsMoreThanTheStar) {
  EXPECT_FALSE(accepts_gzip(with("Accept-Encoding", "*, gzip;q=0")));
  EXPECT_TRUE(accepts_gzip(with("Accept-Encoding", "gzip, *;q=0")));
}

TEST(AcceptsGzip, ReadsEveryField) {
  Headers headers = with("Accept-Encoding", "br");
  headers.add("Accept-Encoding", "gzip");
  EXPECT_TRUE(accepts_gzip(headers));
}

TEST(HasEntity, FindsTheTagInAList) {
  EXPECT_TRUE(has_entity(with("If-None-Match", "W/\"a\""), "W/\"a\""));
  EXPECT_TRUE(has_entity(with("If-None-Match", "\"b\" , \"a\""), "W/\"a\""));
  EXPECT_TRUE(has_entity(with("If-None-Match", "*"), "W/\"a\""));
  EXPECT_FALSE(has_entity(with("If-None-Match", "W/\"aa\", a"), "W/\"a\""));
  EXPECT_FALSE(has_entity({}, "W/\"a\""));
}

TEST(WebAssets, InflateToTheirSize) {
  EXPECT_EQ(inflate(web_index()).size(), web_index().size);
  EXPECT_GE(web_assets().size(), 6U);
  for (const auto& asset : web_assets()) EXPECT_EQ(inflate(asset).size(), asset.size) << asset.name;
}

TEST(WebAssets, DamageIsFound) {
  WebAsset asset = web_index();
  asset.gzipped = asset.gzipped.first(asset.gzipped.size() - 1);
  EXPECT_THROW(inflate(asset), std::runtime_error);
  asset = web_index();
  asset.size += 1;
  EXPECT_THROW(inflate(asset), std::runtime_error);
}

TEST(WebAssets, ThePageNamesFilesThatAreThere) {
  const std::string html = inflate(web_index());
  for (const auto& asset : web_assets()) {
    EXPECT_NE(html.find("\"assets/" + std::string(asset.name) + "\""), std::string::npos) << asset.name;
  }
}

TEST(WebAssets, CarryTheLicence) {
  for (const auto& asset : web_assets()) {
    if (asset.name.starts_with("xterm") || asset.name.starts_with("addon")) {
      EXPECT_NE(inflate(asset).find("The above copyright notice"), std::string::npos) << asset.name;
    }
  }
}

TEST_F(WebPageTest, ThePageIsAskedForAnewEachTime) {
  const Response response = get_page({});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.headers.get("Referrer-Policy"), "no-referrer");
  EXPECT_NE(response.headers.get("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  EXPECT_FALSE(response.headers.has("Content-Encoding"));
  EXPECT_TRUE(response.body.starts_with("<!doctype html>"));
}

TEST_F(WebPageTest, GzipIsTheSameContent) {
  const Response response = get_page(with("Accept-Encoding", "gzip"));
  EXPECT_EQ(response.headers.get("Content-Encoding"), "gzip");
  WebAsset sent = web_index();
  sent.gzipped = {reinterpret_cast<const unsigned char*>(response.body.data()), response.body.size()};
  EXPECT_EQ(inflate(sent), get_page({}).body);
}

TEST_F(WebPageTest, AKnownPageIsNotSentAgain) {
  const Response first = get_page({});
  const Response second = get_page(with("If-None-Match", first.headers.get("ETag")));
  EXPECT_EQ(second.status, 304);
  EXPECT_EQ(second.body, "");
  EXPECT_EQ(second.headers.get("ETag"), first.headers.get("ETag"));
  EXPECT_EQ(second.headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(get_page(with("If-None-Match", "\"other\"")).status, 200);
}

TEST_F(WebPageTest, AssetsAreKeptForEver) {
  for (const auto& asset : web_assets()) {
    const Response response = get_asset(asset.name, {});
    EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
    const bool style = asset.name.ends_with(".css");
    EXPECT_EQ(response.headers.get("Content-Type"),
              style ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");
    EXPECT_EQ(response.body.size(), asset.size);
  }
}

TEST_F(WebPageTest, UnknownAssetsAreNotFound) {
  for (const char* name : {"xterm.mjs", "..", "index.html", ""}) {
    const auto error = error_of([&] { get_asset(name, {}); });
    EXPECT_EQ(error.status, 404);
    EXPECT_EQ(error.code, "NOT_FOUND");
  }
}

}  // namespace
}  // namespace toolbox
