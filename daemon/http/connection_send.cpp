// The sending half of a connection.
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cstdio>
#include <ctime>

#include "base/limits.h"
#include "base/offload.h"
#include "base/time_format.h"
#include "http/connection.h"
#include "http/status_text.h"

namespace toolbox {
namespace {

[[noreturn]] void throw_errno(int error) {
  throw boost::system::system_error(error, boost::system::system_category());
}

std::string chunk_head(std::uint64_t size) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%llx\r\n", static_cast<unsigned long long>(size));
  return text.data();
}

std::uint64_t size_of(const Piece& piece) {
  const auto* text = std::get_if<std::string>(&piece);
  return text != nullptr ? text->size() : std::get<FileSlice>(piece).length;
}

// The status line and header fields, up to the empty line.
std::string head_of(const Response& response, int version, bool keep_alive,
                    std::optional<std::uint64_t> length, bool chunked) {
  std::string out =
      "HTTP/1.1 " + std::to_string(response.status) + " " + status_text(response.status) + "\r\n";
  for (const auto& [name, value] : response.headers.all()) out += name + ": " + value + "\r\n";
  out += "Date: " + http_date(std::time(nullptr)) + "\r\n";
  if (chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (length && response.status != 204 && response.status != 304) {
    out += "Content-Length: " + std::to_string(*length) + "\r\n";
  }
  if (!keep_alive) out += "Connection: close\r\n";
  if (keep_alive && version == 10) out += "Connection: keep-alive\r\n";
  return out + "\r\n";
}

}  // namespace

// Sends both texts, the second right behind the first. more: something follows at once, so that the kernel
// need not send a packet of its own yet.
Task<void> Connection::send(std::string_view first, std::string_view second, bool more) {
  while (!first.empty() || !second.empty()) {
    std::array<iovec, 2> parts{
        {{const_cast<char*>(first.data()), first.size()}, {const_cast<char*>(second.data()), second.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t n =
        ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0));
    if (n >= 0) {
      const auto sent = static_cast<std::size_t>(n);
      const std::size_t of_first = std::min(sent, first.size());
      first.remove_prefix(of_first);
      second.remove_prefix(sent - of_first);
    } else if (errno == EAGAIN) {
      co_await until_writable();
    } else if (errno != EINTR) {
      throw_errno(errno);
    }
  }
}

Task<void> Connection::until_writable() {
  serving_.deadlines.arm(*this, Wait::write);
  boost::system::error_code error;
  co_await socket_.async_wait(Socket::wait_write, asio::redirect_error(use_task, error));
  Deadlines::disarm(*this);
  if (error) throw boost::system::system_error(error);
}

// The pool's thread moves what the socket takes without waiting; the waiting is done here.
Task<void> Connection::send_file(const FileSlice& slice) {
  auto offset = static_cast<off_t>(slice.offset);
  const off_t end = offset + static_cast<off_t>(slice.length);
  const int socket = socket_.native_handle();
  const int file = slice.file->get();
  while (offset < end) {
    auto turn = [socket, file, &offset, end]() -> int {
      const off_t stop = std::min(end, offset + static_cast<off_t>(limits::sendfile_turn));
      while (offset < stop) {
        const ssize_t n = ::sendfile(socket, file, &offset, static_cast<std::size_t>(stop - offset));
        if (n == 0) return EIO;  // the file has become shorter than was promised
        if (n < 0 && errno != EINTR) return errno;
      }
      return 0;
    };
    const int error = co_await offload(serving_.pool, std::move(turn));
    if (error == EAGAIN) {
      co_await until_writable();
    } else if (error != 0) {
      throw_errno(error);
    }
  }
}

Task<void> Connection::send_response(Response& response, const Request& request, int version,
                                     bool keep_alive) {
  const bool head_only = request.method == "HEAD" || response.status == 204 || response.status == 304;
  std::optional<std::uint64_t> length = response.length;
  if (!response.source) length = response.body.size();
  const bool chunked = !length && version == 11;
  const std::string head = head_of(response, version, keep_alive, length, chunked);
  if (head_only) {
    co_await send(head);
  } else if (!response.source) {
    co_await send(head, response.body);
    sent_ = response.body.size();
  } else {
    co_await send(head, {}, true);
    co_await send_source(*response.source, chunked);
  }
}

Task<void> Connection::send_source(BodySource& source, bool chunked) {
  while (auto piece = co_await source.next()) {
    const std::uint64_t size = size_of(*piece);
    if (size == 0) continue;  // an empty chunk would end the body
    if (chunked) co_await send(chunk_head(size), {}, true);
    if (const auto* text = std::get_if<std::string>(&*piece)) {
      co_await send(*text, chunked ? "\r\n" : "");
    } else {
      co_await send_file(std::get<FileSlice>(*piece));
      if (chunked) co_await send("\r\n");
    }
    sent_ += size;
  }
  if (chunked) co_await send("0\r\n\r\n");
}

}  // namespace toolbox
