#include "session/forms.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/utf8.h"
#include "session/marks.h"

namespace toolbox {
namespace {

bool older_than(const Client& client, unsigned long minor) {
  // "-0" is the least prerelease: those of the version itself are not older.
  return client.version && *client.version < Semver{0, minor, 0, {"0"}};
}

enum class Filter { marked, combined, out_only, err_only };

// A part of an answer: text, or the log seen through a filter, as the inside of a JSON string or as it is.
struct Part {
  std::string text;
  std::optional<Filter> filter;
  bool escape = false;
};

// Makes the answer piece by piece; each filter goes over the log by itself.
class LogBody final : public BodySource {
 public:
  LogBody(LogRange range, std::vector<Part> parts, Pool& pool)
      : range_(std::move(range)), parts_(std::move(parts)), pool_(pool) {}

  Task<std::optional<Piece>> next() override {
    // A piece of the log may hold nothing of the stream that is looked for.
    while (part_ < parts_.size()) {
      auto work = [this] { return some(); };
      std::string piece = co_await offload(pool_, std::move(work));
      if (!piece.empty()) co_return Piece(std::move(piece));
    }
    co_return std::nullopt;
  }

  // Blocking. All that is left.
  std::string rest() {
    std::string all;
    while (part_ < parts_.size()) all += some();
    return all;
  }

 private:
  // Blocking. What the next part, or the next piece of the log, gives.
  std::string some() {
    std::string out;
    const Part& part = parts_[part_];
    if (!part.filter) {
      out = part.text;
      ++part_;
    } else if (!log_piece(part, out)) {
      begun_ = false;
      ++part_;
    }
    return out;
  }

  // False when the log is at its end.
  bool log_piece(const Part& part, std::string& out) {
    if (!begun_) begin();
    buffer_.resize(static_cast<std::size_t>(
        std::min<std::uint64_t>(limits::log_piece, range_.end - std::min(at_, range_.end))));
    const std::size_t n = range_.log ? range_.log->read(at_, range_.end, buffer_) : 0;
    const bool last = n == 0;
    const std::string_view raw = last ? std::string_view(range_.note) : std::string_view(buffer_.data(), n);
    std::string text = std::exchange(carry_, {});
    filter(*part.filter, raw, last, text);
    if (part.escape) {
      if (!last) {
        carry_ = text.substr(text.size() - utf8::incomplete_tail(text));
        text.resize(text.size() - carry_.size());
      }
      append_json_escaped(out, text);
    } else {
      out = std::move(text);
    }
    return !last;
  }

  void begin() {
    begun_ = true;
    at_ = range_.begin;
    parser_ = MarkParser();
    if (!range_.log || at_ <= range_.log->first() || parts_[part_].filter == Filter::marked) return;
    at_ = range_.log->behind_mark(at_);
    parser_ = MarkParser(range_.log->stream_at(at_));
  }

  void filter(Filter kind, std::string_view raw, bool last, std::string& text) {
    if (kind == Filter::marked) {
      text += raw;
      return;
    }
    auto sink = [&](Stream stream, std::string_view bytes) {
      if (kind == Filter::combined || (kind == Filter::out_only) == (stream == Stream::out)) text += bytes;
    };
    parser_.feed(raw, sink);
    if (last) parser_.flush(sink);
  }

  const LogRange range_;
  const std::vector<Part> parts_;
  Pool& pool_;
  std::size_t part_ = 0;
  bool begun_ = false;  // with the log, in this part
  std::uint64_t at_ = 0;
  MarkParser parser_;
  std::vector<char> buffer_;
  std::string carry_;
};

// Small answers are made at once, large ones while they are sent.
Task<Response> respond(LogRange range, std::vector<Part> parts, const char* content_type, Pool& pool) {
  Response response;
  response.headers.add("Content-Type", content_type);
  const std::uint64_t size = range.end - range.begin;
  auto body = std::make_unique<LogBody>(std::move(range), std::move(parts), pool);
  if (size > limits::small_log) {
    response.source = std::move(body);
    co_return response;
  }
  auto work = [&body] { return body->rest(); };
  response.body = co_await offload(pool, std::move(work));
  co_return response;
}

constexpr auto json_type = "application/json; charset=utf-8";

void add_streams(std::vector<Part>& parts) {
  parts.push_back({"\",\"stdout\":\"", {}, false});
  parts.push_back({{}, Filter::out_only, true});
  parts.push_back({"\",\"stderr\":\"", {}, false});
  parts.push_back({{}, Filter::err_only, true});
}

}  // namespace

LogForm form_for(const Request& request) {
  const Client& client = request.client;
  if (!client.version) {
    return same_name(request.headers.get("X-Daytona-Split-Output"), "true") ? LogForm::marked
                                                                            : LogForm::combined;
  }
  if (older_than(client, 27)) return LogForm::combined;
  return older_than(client, 167) ? LogForm::marked : LogForm::json;
}

bool begins_at_home(const Client& client) {
  return older_than(client, 103);
}

Task<Response> log_response(LogRange range, LogForm form, Pool& pool) {
  const std::string next_offset = std::to_string(range.end);
  std::vector<Part> parts;
  if (form == LogForm::json) {
    parts.push_back({"{\"output\":\"", {}, false});
    parts.push_back({{}, Filter::marked, true});
    add_streams(parts);
    parts.push_back({"\"}", {}, false});
  } else {
    parts.push_back({{}, form == LogForm::marked ? Filter::marked : Filter::combined, false});
  }
  const char* type = form == LogForm::json ? json_type : "text/plain; charset=utf-8";
  Response response = co_await respond(std::move(range), std::move(parts), type, pool);
  response.headers.add("X-Log-Offset", next_offset);
  co_return response;
}

Task<Response> exec_response(std::string command_id, int exit_code, LogRange range, const Request& request,
                             Pool& pool) {
  const LogForm form = form_for(request);
  std::vector<Part> parts;
  parts.push_back({"{\"cmdId\":" + json_quote(command_id) + ",\"output\":\"", {}, false});
  parts.push_back({{}, form == LogForm::combined ? Filter::combined : Filter::marked, true});
  if (form == LogForm::json) add_streams(parts);
  parts.push_back({"\",\"exitCode\":" + std::to_string(exit_code) + "}", {}, false});
  co_return co_await respond(std::move(range), std::move(parts), json_type, pool);
}

}  // namespace toolbox
