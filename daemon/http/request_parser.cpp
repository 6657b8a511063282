#include "http/request_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstring>

#include "base/api_error.h"
#include "base/limits.h"

namespace toolbox {
namespace http = boost::beast::http;

class RequestParser::Impl final : public http::basic_parser<true> {
 public:
  explicit Impl(Head& head) : head_(head) {
    header_limit(static_cast<std::uint32_t>(limits::max_header));
    body_limit(boost::none);
  }

  // Where decoded chunk data goes: to the front of the buffer it came from, never past what was parsed.
  char* out = nullptr;
  std::uint64_t left_of_chunk = 0;
  std::size_t taken = 0;  // of the head

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;

  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code& ec) override {
    head_.method.assign(method.data(), method.size());
    head_.target.assign(target.data(), target.size());
    head_.version = version;
    if (version != 10 && version != 11) ec = http::error::bad_version;
  }
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(http::field, string_view name, string_view value, error_code&) override {
    if (!is_header_done()) head_.headers.add({name.data(), name.size()}, {value.data(), value.size()});
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t size, string_view, error_code&) override { left_of_chunk = size; }
  std::size_t on_chunk_body_impl(std::uint64_t left, string_view body, error_code&) override {
    left_of_chunk = left - body.size();
    std::memmove(out, body.data(), body.size());
    out += body.size();
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  Head& head_;
};

RequestParser::RequestParser() : impl_(std::make_unique<Impl>(head_)) {}
RequestParser::~RequestParser() = default;

bool RequestParser::parse_head(std::span<const char> bytes, std::size_t& used) {
  boost::beast::error_code ec;
  // Beast takes complete lines as it meets them and wants to see only the rest again.
  const auto rest = bytes.subspan(impl_->taken);
  impl_->taken += impl_->put(boost::asio::buffer(rest.data(), rest.size()), ec);
  used = impl_->taken;
  // Beast's own limit counts from the first byte it sees again, not from the request's.
  const bool too_long =
      ec == http::error::need_more ? bytes.size() >= limits::max_header : used > limits::max_header;
  if (ec == http::error::header_limit || too_long) {
    throw ApiError(431, "BAD_REQUEST", "bad request: the request head is larger than 64 KiB");
  }
  if (ec == http::error::need_more) return false;
  if (ec) throw ApiError::bad_request("bad request: not HTTP: " + ec.message());
  if (!impl_->is_header_done()) return false;
  head_.keep_alive = impl_->keep_alive();
  head_.chunked = impl_->chunked();
  if (const auto length = impl_->content_length()) head_.content_length = *length;
  const auto encodings = head_.headers.count("Transfer-Encoding");
  const bool only_chunked = encodings == 1 && same_name(head_.headers.get("Transfer-Encoding"), "chunked");
  if (encodings > 0 && (!only_chunked || head_.version == 10)) {
    throw ApiError::bad_request("bad request: the only Transfer-Encoding taken is chunked, in HTTP/1.1");
  }
  return true;
}

RequestParser::Decoded RequestParser::decode_chunks(std::span<char> bytes) {
  // Between two chunks at least this much is to come, and Beast's assertions want to see it at once. What
  // can't become that is shown to it as it is, to be refused.
  constexpr auto may_begin_chunk = "0123456789abcdefABCDEF\r\n; \t";
  constexpr std::size_t last_chunk = std::string_view("0\r\n\r\n").size();
  std::size_t used = 0;
  impl_->out = bytes.data();
  while (used < bytes.size() && !impl_->is_done()) {
    const std::string_view rest(bytes.data() + used, bytes.size() - used);
    if (impl_->left_of_chunk == 0 && rest.size() < last_chunk &&
        rest.find_first_not_of(may_begin_chunk) == std::string_view::npos) {
      break;
    }
    boost::beast::error_code ec;
    const std::size_t n = impl_->put(boost::asio::buffer(rest.data(), rest.size()), ec);
    used += n;
    if (ec == http::error::need_more) break;
    if (ec) throw ApiError::bad_request("bad request: the chunked body is malformed: " + ec.message());
    if (n == 0) break;
  }
  return {used, static_cast<std::size_t>(impl_->out - bytes.data())};
}

bool RequestParser::body_done() const {
  return impl_->is_done();
}

}  // namespace toolbox
