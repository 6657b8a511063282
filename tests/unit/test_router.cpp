#include <gtest/gtest.h>

#include <string>

#include "fixtures.h"
#include "http/router.h"
#include "support.h"

namespace toolbox {
namespace {

struct Named {
  std::string id;
  std::optional<std::int64_t> count;
};
template <class V>
void fields(V& v, Named& m) {
  v("id", m.id);
  v("count", m.count);
}

struct Asked : FromQuery {
  std::string id;
};
template <class V>
void fields(V& v, Asked& m) {
  v("id", m.id);
}

struct Made {
  static constexpr int http_status = 201;
  std::string id;
};
template <class V>
void fields(V& v, Made& m) {
  v("id", m.id);
}

class Service {
 public:
  Task<Named> plain() { co_return Named{"plain", {}}; }
  Task<Named> echo(Named m) { co_return m; }
  Task<Named> ask(Asked m) { co_return Named{m.id, {}}; }
  Task<Made> make(Named m) { co_return Made{m.id}; }
  Task<Created> create(Named) { co_return Created{}; }
  Task<void> remove(Asked) { co_return; }
  Task<std::vector<Named>> many(Asked) { co_return std::vector<Named>(1000, Named{"x", 1}); }
  Task<Named> sdk(Asked, const Request& request) { co_return Named{request.client.source, {}}; }
  Task<Response> own(Asked) {
    Response response;
    response.status = 204;
    co_return response;
  }
};

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    router.get("/plain", service, &Service::plain);
    router.post("/plain", service, &Service::echo);
    router.get("/sessions/{id}", service, &Service::ask);
    router.del("/sessions/{id}", service, &Service::remove);
    router.post("/sessions/{id}/make", service, &Service::make);
    router.post("/sessions/{id}/create", service, &Service::create);
    router.get("/many", service, &Service::many);
    router.get("/sdk", service, &Service::sdk);
    router.get("/own", service, &Service::own);
  }

  // The pattern that is found.
  std::string pattern_of(std::string_view method, std::string_view path) {
    params.clear();
    return router.find(method, path, params, allow).pattern;
  }

  ApiError failure_of(std::string_view method, std::string_view path) {
    allow.clear();
    return error_of([&] { router.find(method, path, params, allow); });
  }

  Response run(std::string method, std::string path, Request request = {}) {
    request.method = std::move(method);
    request.path = std::move(path);
    const Route& route = router.find(request.method, request.path, request.path_params, allow);
    return run_on(loop, route.handler(request));
  }

  static Request with_body(std::string body) {
    Request request;
    request.body = std::move(body);
    return request;
  }

  asio::io_context loop{1};
  Pool pool{"codec", 1};
  Service service;
  Router router{pool};
  Arguments params;
  std::string allow;
};

TEST_F(RouterTest, ARouteIsFoundByMethodAndPath) {
  EXPECT_EQ(router.find("GET", "/plain", params, allow).method, "GET");
  EXPECT_EQ(router.find("POST", "/plain", params, allow).method, "POST");
  EXPECT_EQ(pattern_of("POST", "/sessions/a/make"), "/sessions/{id}/make");
  EXPECT_TRUE(allow.empty() || allow == "GET, HEAD");
}

TEST_F(RouterTest, HeadFindsGet) {
  EXPECT_EQ(router.find("HEAD", "/plain", params, allow).method, "GET");
}

TEST_F(RouterTest, ParametersAreDecoded) {
  EXPECT_EQ(pattern_of("GET", "/sessions/a%20b%2Fc+d%C3%A9"), "/sessions/{id}");
  EXPECT_EQ(params, (Arguments{{"id", "a b/c+dé"}}));
  pattern_of("POST", "/sessions/%2e%2e/make");
  EXPECT_EQ(params, (Arguments{{"id", ".."}}));
}

TEST_F(RouterTest, ABrokenEscapeInAParameterIsRefused) {
  EXPECT_EQ(failure_of("GET", "/sessions/%zz").status, 400);
}

TEST_F(RouterTest, APathThatMatchesNothingIsNotFound) {
  for (const char* path : {"/", "/plai", "/plain/x", "/PLAIN", "//plain", "/sessions", "/sessions//make",
                           "/sessions/a/b", "/sessions/a/make/x", "plain", "", "*", "/{id}"}) {
    const ApiError e = failure_of("GET", path);
    EXPECT_EQ(e.status, 404) << path;
    EXPECT_EQ(e.code, "NOT_FOUND") << path;
    EXPECT_EQ(allow, "") << path;
  }
}

TEST_F(RouterTest, AnotherMethodIsNotAllowedAndTheRightOnesAreSaid) {
  const ApiError e = failure_of("PUT", "/sessions/a");
  EXPECT_EQ(e.status, 405);
  EXPECT_EQ(e.code, "METHOD_NOT_ALLOWED");
  EXPECT_EQ(allow, "GET, HEAD, DELETE");
  EXPECT_EQ(failure_of("HEAD", "/sessions/a/make").status, 405);
  EXPECT_EQ(allow, "POST");
  EXPECT_EQ(failure_of("get", "/plain").status, 405);
}

TEST_F(RouterTest, AReplyIsJson) {
  const Response response = run("GET", "/plain");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(response.body, R"({"id":"plain"})");
}

TEST_F(RouterTest, AMessageIsReadFromTheBodyAndThePathWins) {
  EXPECT_EQ(run("POST", "/plain", with_body(R"({"id":"a","count":2})")).body, R"({"id":"a","count":2})");
  EXPECT_EQ(run("POST", "/sessions/path/make", with_body(R"({"id":"body"})")).body, R"({"id":"path"})");
}

TEST_F(RouterTest, AMessageFromTheQueryDoesNotLookAtTheBody) {
  EXPECT_EQ(run("GET", "/sessions/a", with_body("not json")).body, R"({"id":"a"})");
}

TEST_F(RouterTest, ABadBodyIsTheClientsFault) {
  EXPECT_EQ(error_of([&] { run("POST", "/plain", with_body("{")); }).status, 400);
  EXPECT_EQ(error_of([&] { run("POST", "/plain", with_body("{}")); }).status, 400);
}

TEST_F(RouterTest, ALargeBodyIsReadOffTheLoopWithTheSameResult) {
  const std::string id(2 * limits::codec_offload, 'x');
  EXPECT_EQ(run("POST", "/plain", with_body(R"({"id":")" + id + R"("})")).body, R"({"id":")" + id + R"("})");
  EXPECT_EQ(error_of([&] { run("POST", "/plain", with_body(R"({"id":)" + id)); }).status, 400);
}

TEST_F(RouterTest, ALongListIsEncodedOffTheLoop) {
  Request request;
  request.query = {{"id", ""}};
  EXPECT_EQ(Json::parse(run("GET", "/many", std::move(request)).body).size(), 1000U);
}

TEST_F(RouterTest, RepliesMaySayTheirStatus) {
  EXPECT_EQ(run("POST", "/sessions/a/make", with_body("{}")).status, 201);
  const Response created = run("POST", "/sessions/a/create", with_body("{}"));
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.body, "");
  const Response removed = run("DELETE", "/sessions/a");
  EXPECT_EQ(removed.status, 200);
  EXPECT_EQ(removed.body, "");
}

TEST_F(RouterTest, AHandlerMayAnswerItselfAndSeeTheRequest) {
  Request request;
  request.query = {{"id", ""}};
  request.client.source = "sdk-python";
  EXPECT_EQ(run("GET", "/sdk", std::move(request)).body, R"({"id":"sdk-python"})");
  Request other;
  other.query = {{"id", ""}};
  EXPECT_EQ(run("GET", "/own", std::move(other)).status, 204);
}

}  // namespace
}  // namespace toolbox
