#include <gtest/gtest.h>

#include <string>

#include "lsp/uri.h"

namespace toolbox {
namespace {

void expect_path(std::string_view uri, const std::string& literal, const std::string& decoded) {
  EXPECT_EQ(document_path(uri), (DocumentPath{literal, decoded})) << uri;
}

TEST(LspUri, AllButUnreservedCharactersAreEscaped) {
  EXPECT_EQ(file_uri("/a/B9-._~/x.py"), "file:///a/B9-._~/x.py");
  EXPECT_EQ(file_uri("/a b/é#?%:@+[]&=,;!$'()*"),
            "file:///a%20b/%C3%A9%23%3F%25%3A%40%2B%5B%5D%26%3D%2C%3B%21%24%27%28%29%2A");
  EXPECT_EQ(file_uri("/\xFF\n"), "file:///%FF%0A");
  EXPECT_EQ(file_uri("/"), "file:///");
}

TEST(LspUri, EveryPathComesBack) {
  std::string path = "/";
  for (int c = 1; c < 256; ++c) path += static_cast<char>(c);
  EXPECT_EQ(path_of(file_uri(path)), path);
  EXPECT_EQ(document_path(file_uri(path))->decoded, path);
}

TEST(LspUri, AUriOfAFileIsAPath) {
  expect_path("file:///a/x.py", "/a/x.py", "/a/x.py");
  expect_path("file:///a%20b/x.py", "/a%20b/x.py", "/a b/x.py");
  expect_path("file:///a b/é.py", "/a b/é.py", "/a b/é.py");
  expect_path("file:///a%C3%a9", "/a%C3%a9", "/aé");
  expect_path("FILE://LocalHost/x", "/x", "/x");
  expect_path("file://localhost/x", "/x", "/x");
  expect_path("file:/x", "/x", "/x");
  expect_path("file:///x?y#z", "/x?y#z", "/x?y#z");
}

TEST(LspUri, ARelativeUriIsARelativePath) {
  expect_path("file://dir/x.py", "dir/x.py", "dir/x.py");
  expect_path("file://x%20y.py", "x%20y.py", "x y.py");
  expect_path("file://localhost.py", "localhost.py", "localhost.py");
}

TEST(LspUri, ABarePathIsItself) {
  expect_path("/a/x%20.py", "/a/x%20.py", "/a/x%20.py");
  expect_path("dir/x.py", "dir/x.py", "dir/x.py");
  expect_path("a:b.py", "a:b.py", "a:b.py");
  expect_path("dir/http://x", "dir/http://x", "dir/http://x");
}

TEST(LspUri, EscapesThatAreNoneStay) {
  expect_path("file:///100%/%zz/%4/%4g/%", "/100%/%zz/%4/%4g/%", "/100%/%zz/%4/%4g/%");
  expect_path("file:///%00%2541", "/%00%2541", "/%00%41");
}

TEST(LspUri, WhatIsNoFileIsNone) {
  for (const char* uri : {"", "file://", "http://x/y.py", "untitled://x", "git+ssh://x", "HTTPS://x"}) {
    EXPECT_FALSE(document_path(uri)) << uri;
  }
  EXPECT_FALSE(document_path(std::string_view("file:///a\0b", 11)));
  EXPECT_EQ(path_of("zipfile:///a.zip/b"), "");
  EXPECT_EQ(path_of("untitled:1"), "");
}

TEST(LspUri, UrisOfServersAreMadeAlike) {
  EXPECT_EQ(canonical_uri("file:///a/%40types/(x)/b%3ac.ts"), "file:///a/%40types/%28x%29/b%3Ac.ts");
  EXPECT_EQ(canonical_uri("file:///a/@types"), "file:///a/%40types");
  EXPECT_EQ(canonical_uri("file:///a/%e6%bc%a2"), "file:///a/%E6%BC%A2");
  EXPECT_EQ(canonical_uri("zipfile:///a%20b"), "zipfile:///a%20b");
  EXPECT_EQ(canonical_uri("file://host/x"), "file://host/x");
}

}  // namespace
}  // namespace toolbox
