#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "fixtures.h"
#include "http/access.h"

namespace toolbox {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Request request_with(const Fields& headers, bool from_loopback) {
  Request request;
  request.method = "GET";
  request.path = "/files";
  request.from_loopback = from_loopback;
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  return request;
}

// The status that the request is refused with; 0 when it may pass.
int refusal(const Access& access, const Request& request) {
  try {
    access.check(request);
  } catch (const ApiError& e) {
    return e.status;
  }
  return 0;
}

int local_refusal(const Fields& headers) {
  return refusal(Access("", "box"), request_with(headers, true));
}

int token_refusal(const Fields& headers) {
  return refusal(Access("secret", "box"), request_with(headers, false));
}

TEST(Access, ALoopbackHostMayBeAnAddressLocalhostOrTheMachine) {
  for (const char* host : {"127.0.0.1", "127.0.0.1:2280", "[::1]", "[::1]:2280", "10.1.2.3:80", "localhost",
                           "LocalHost:2280", "box", "BOX:2280", "[fe80::1%25eth0]:80"}) {
    EXPECT_EQ(local_refusal({{"Host", host}}), 0) << host;
  }
  EXPECT_EQ(local_refusal({}), 0);  // HTTP/1.0
}

TEST(Access, AnyOtherHostFromLoopbackIsRefused) {
  for (const char* host :
       {"example.org", "example.org:2280", "localhost.example.org", "127.0.0.1.example.org",
        "box.example.org", "1.2.3", "[example.org]", "localhost@example.org", "0x7f000001"}) {
    EXPECT_EQ(local_refusal({{"Host", host}}), 403) << host;
  }
}

TEST(Access, TheRefusalIsForbidden) {
  const ApiError e = error_of([] { Access("", "box").check(request_with({{"Host", "example.org"}}, true)); });
  EXPECT_EQ(e.code, "FORBIDDEN");
  EXPECT_TRUE(std::string(e.what()).starts_with("forbidden: "));
}

TEST(Access, APageOfAnotherSiteIsRefusedFromLoopback) {
  for (const char* origin :
       {"https://example.org", "http://localhost.example.org", "null", "", "http://127.0.0.1", "file://",
        "http://box:2280", "chrome-extension://localhosts"}) {
    EXPECT_EQ(local_refusal({{"Host", "localhost:2280"}, {"Origin", origin}}), 403) << origin;
  }
  EXPECT_EQ(local_refusal({{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(local_refusal({{"Origin", "http://localhost"}}), 403);  // no Host to compare with
}

TEST(Access, APageOfTheSameHostIsNotRefused) {
  EXPECT_EQ(local_refusal({{"Host", "localhost:2280"}, {"Origin", "http://localhost:3000"}}), 0);
  EXPECT_EQ(local_refusal({{"Host", "LOCALHOST"}, {"Origin", "https://localhost"}}), 0);
  EXPECT_EQ(local_refusal({{"Host", "[::1]:2280"}, {"Origin", "http://[::1]:22222"}}), 0);
  for (const char* site : {"same-origin", "same-site", "none"}) {
    EXPECT_EQ(local_refusal({{"Host", "localhost"}, {"Sec-Fetch-Site", site}}), 0) << site;
  }
}

TEST(Access, FromElsewhereHostAndOriginDoNotMatter) {
  const Access access("", "box");
  EXPECT_EQ(refusal(access, request_with({{"Host", "proxy.example.org"},
                                          {"Origin", "https://example.org"},
                                          {"Sec-Fetch-Site", "cross-site"}},
                                         false)),
            0);
}

TEST(Access, WithATokenARequestWithoutItIsUnauthorized) {
  const ApiError e = error_of([] { Access("secret", "box").check(request_with({}, false)); });
  EXPECT_EQ(e.status, 401);
  EXPECT_EQ(e.code, "UNAUTHORIZED");
  EXPECT_TRUE(std::string(e.what()).starts_with("unauthorized: "));
}

TEST(Access, TheTokenIsTakenFromBothHeaders) {
  EXPECT_EQ(token_refusal({{"Authorization", "Bearer secret"}}), 0);
  EXPECT_EQ(token_refusal({{"Authorization", "bearer secret"}}), 0);
  EXPECT_EQ(token_refusal({{"X-Daytona-Authorization", "Bearer secret"}}), 0);
  EXPECT_EQ(token_refusal({{"Authorization", "Bearer other"}, {"X-Daytona-Authorization", "Bearer secret"}}),
            0);
}

TEST(Access, AnythingButTheTokenIsRefused) {
  for (const char* value :
       {"", "secret", "Bearer", "Bearer ", "Bearer secre", "Bearer secrett", "Bearer secretsecret",
        "Bearer Secret", "Basic secret", "Bearer  secret", "Bearersecret"}) {
    EXPECT_EQ(token_refusal({{"Authorization", value}}), 401) << value;
  }
}

TEST(Access, OnlyTheVersionStaysOpen) {
  const Access access("secret", "box");
  for (const char* method : {"GET", "HEAD", "POST"}) {
    Request request = request_with({}, false);
    request.method = method;
    request.path = "/version";
    EXPECT_EQ(refusal(access, request), std::string(method) == "POST" ? 401 : 0) << method;
  }
  Request request = request_with({}, false);
  for (const char* path : {"/version/x", "/versions", "/", "/%76ersion"}) {
    request.path = path;
    EXPECT_EQ(refusal(access, request), 401) << path;
  }
}

TEST(Access, TheQueryParameterCountsForWebSocketsOnly) {
  const Access access("secret", "box");
  Request request = request_with({}, false);
  request.query = {{"DAYTONA_SANDBOX_AUTH_KEY", "secret"}};
  EXPECT_EQ(refusal(access, request), 401);
  request.headers.add("Upgrade", "WebSocket");
  EXPECT_EQ(refusal(access, request), 0);
  request.query = {{"DAYTONA_SANDBOX_AUTH_KEY", "wrong"}};
  EXPECT_EQ(refusal(access, request), 401);
}

TEST(Access, ATokenDoesNotLetAnotherSiteIn) {
  const Access access("secret", "box");
  EXPECT_EQ(
      refusal(access, request_with({{"Host", "example.org"}, {"Authorization", "Bearer secret"}}, true)),
      403);
}

TEST(Access, WithoutATokenEverythingIsOpen) {
  EXPECT_EQ(refusal(Access("", "box"), request_with({{"Authorization", "Bearer whatever"}}, false)), 0);
}

}  // namespace
}  // namespace toolbox
