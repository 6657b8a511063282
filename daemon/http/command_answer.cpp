#include "http/command_answer.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "base/api_error.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/utf8.h"
#include "http/error_response.h"

namespace toolbox {
namespace {

[[noreturn]] void throw_read_error() {
  throw std::system_error(errno, std::generic_category(), "cannot read the command's output back");
}

class JsonTextSource final : public BodySource {
 public:
  JsonTextSource(std::string head, CollectedText text, std::string tail, Pool& pool)
      : head_(std::move(head)), text_(std::move(text)), tail_(std::move(tail)), pool_(pool) {}

  Task<std::optional<Piece>> next() override {
    if (stage_ == Stage::head) {
      stage_ = Stage::text;
      co_return Piece(head_ + '"');
    }
    if (stage_ == Stage::text) {
      auto work = [this] { return escaped_piece(); };
      std::string piece = co_await offload(pool_, std::move(work));
      if (!piece.empty()) co_return Piece(std::move(piece));
      stage_ = Stage::done;
      co_return Piece('"' + tail_);
    }
    co_return std::nullopt;
  }

 private:
  enum class Stage { head, text, done };

  // Blocking. Empty at the end. A sequence that is cut by the end of a piece waits for the next.
  std::string escaped_piece() {
    std::string raw = carry_ + read_raw();
    carry_.clear();
    if (!raw.empty() && offset_ < size()) {
      carry_ = raw.substr(raw.size() - utf8::incomplete_tail(raw));
      raw.resize(raw.size() - carry_.size());
    }
    std::string out;
    out.reserve(raw.size() + raw.size() / 8);
    append_json_escaped(out, raw);
    return out;
  }

  std::string read_raw() {
    const std::size_t wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(limits::transfer_buffer, size() - offset_));
    std::string raw;
    if (text_.file) {
      raw.resize(wanted);
      const ssize_t n = ::pread(text_.file->get(), raw.data(), wanted, static_cast<off_t>(offset_));
      if (n < 0 || static_cast<std::size_t>(n) != wanted) throw_read_error();
    } else {
      raw = text_.text.substr(static_cast<std::size_t>(offset_), wanted);
    }
    offset_ += wanted;
    return raw;
  }

  std::uint64_t size() const { return text_.file ? text_.file_size : text_.text.size(); }

  const std::string head_;
  const CollectedText text_;
  const std::string tail_;
  Pool& pool_;
  Stage stage_ = Stage::head;
  std::uint64_t offset_ = 0;
  std::string carry_;
};

// A JSON object around a text of any size: `head` up to and with the opening quote's place, then the text as
// a JSON string, then `tail`. Small ones are made at once, large ones while they are sent.
Response json_around(int status, std::string head, CollectedText text, std::string tail, Pool& pool) {
  if (!text.file && text.text.size() <= limits::codec_offload) {
    std::string body = std::move(head) + '"';
    append_json_escaped(body, text.text);
    return Response::json(status, body + '"' + tail);
  }
  Response response = Response::json(status, {});
  response.source = std::make_unique<JsonTextSource>(std::move(head), std::move(text), std::move(tail), pool);
  return response;
}

}  // namespace

Response command_answer(CommandOutcome outcome, const Request& request, Pool& pool, std::string more) {
  std::string head = "{\"exitCode\":" + std::to_string(outcome.exit_code) + ",\"result\":";
  if (!outcome.timed_out) {
    return json_around(200, std::move(head), std::move(outcome.output), std::move(more) + "}", pool);
  }
  ApiError error(408, "PROCESS_EXECUTION_TIMEOUT", "request timeout: command execution timeout");
  error.extra.emplace_back("exitCode", "-1");
  head = error_body(error, request.method, request.path, request.client.strict_decoder());
  head.pop_back();  // its closing brace: the output follows as one more key
  return json_around(408, head + ",\"result\":", std::move(outcome.output), std::move(more) + "}", pool);
}

}  // namespace toolbox
