#pragma once
// HTTP as handlers see it: plain values, no Beast and no sockets.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/codec.h"
#include "base/semver.h"
#include "base/task.h"
#include "base/unique_fd.h"
#include "http/websocket.h"

namespace toolbox {

// Header fields in the order they came; names compare without case.
class Headers {
 public:
  void add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  // The first of that name; empty when there is none.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

bool same_name(std::string_view a, std::string_view b);  // ASCII, without case

// Which SDK asks, as its headers tell.
struct Client {
  std::string source;             // X-Daytona-Source
  std::optional<Semver> version;  // X-Daytona-SDK-Version, or a subprotocol's; nothing when absent or none
  // Go SDKs before 0.188.0 refuse fields that they do not know.
  bool strict_decoder() const;
};

// The request's body as it arrives. Loop thread only.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  // Reads what is there, at least one byte, at most `into`; 0 at the end of the body. Throws ApiError 400
  // when the body is malformed, system_error when the client is gone or sends nothing for
  // limits::body_stall.
  virtual Task<std::size_t> read_some(std::span<char> into) = 0;
};

// For handlers that take their body as it comes.
struct Upload {
  std::string content_type;
  BodyReader& body;
};

struct Request {
  std::string method;
  std::string path;  // as sent, percent-encoded, without the query and trailing slashes
  Arguments query;   // decoded
  Arguments path_params;
  Headers headers;
  std::string body;                  // whole, for routes that do not stream it
  std::shared_ptr<void> body_share;  // what its memory counts for, until release_body()
  Client client;
  bool from_loopback = false;
  BodyReader* reader = nullptr;           // for routes that stream it
  bool wants_websocket = false;           // asks for one; key and version are require_websocket()'s matter
  std::vector<std::string> subprotocols;  // offered, in their order

  // Throws ApiError 400, or 426 for another version than 13, unless this is a WebSocket handshake that can be
  // met. For handlers that do something before they answer with one; whoever does not is spared the call.
  void require_websocket() const;

  // Gives up the body and its memory, once it is decoded: the handler may take hours.
  void release_body() {
    std::string().swap(body);
    body_share.reset();
  }
};

// Part of an open file, sent by the kernel without passing through the daemon.
struct FileSlice {
  std::shared_ptr<const UniqueFd> file;
  std::uint64_t offset;
  std::uint64_t length;
};

// A piece of a body: text, or part of a file.
using Piece = std::variant<std::string, FileSlice>;

// A body that is made while it is sent. Loop thread only.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // The next piece; nothing at the end. Throwing breaks the connection off, so that the client sees that
  // the answer is not whole.
  virtual Task<std::optional<Piece>> next() = 0;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;                     // when there is no source
  std::unique_ptr<BodySource> source;   // makes the body
  std::optional<std::uint64_t> length;  // of what source makes, where known; else it goes out in chunks
  std::unique_ptr<Upgrade> upgrade;     // instead of a body

  static Response json(int status, std::string body);
  // To a request that wants one. Headers that are added go out with the 101.
  static Response websocket(Upgrade upgrade);
};

// Replies without a body.
struct Created {
  static constexpr int http_status = 201;
};
struct NoContent {
  static constexpr int http_status = 204;
};

// A body of one piece.
std::unique_ptr<BodySource> single_piece(Piece piece);

}  // namespace toolbox
