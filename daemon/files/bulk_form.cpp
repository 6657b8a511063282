#include "files/bulk_form.h"

#include <algorithm>
#include <climits>
#include <utility>

#include "base/codec.h"
#include "base/limits.h"
#include "base/offload.h"

namespace toolbox {
namespace {

// N when `name` is files[N]<suffix>; empty when it is something else.
std::string_view number_in(std::string_view name, std::string_view suffix) {
  constexpr std::string_view prefix = "files[";
  constexpr std::size_t max_digits = 20;
  if (!name.starts_with(prefix) || !name.ends_with(suffix) || name.size() <= prefix.size() + suffix.size())
    return {};
  const std::string_view number = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
  const bool digits = number.find_first_not_of("0123456789") == std::string_view::npos;
  return digits && number.size() <= max_digits ? number : std::string_view();
}

std::vector<std::string> texts_of(const std::vector<ApiError>& errors) {
  std::vector<std::string> out;
  for (const auto& error : errors) out.emplace_back(error.what());
  return out;
}

}  // namespace

Task<void> BulkForm::consume(std::string_view bytes) {
  if (broken_) co_return;
  try {
    queue(bytes);
  } catch (const ApiError& e) {
    fail(e);
  }
  co_await writer_.flush();
  take_results();
  if (broken_) co_await writer_.abandon();
}

void BulkForm::queue(std::string_view bytes) {
  using Event = MultipartParser::Event;
  for (;;) {
    switch (parser_.next(bytes)) {
      case Event::part:
        begin_part();
        break;
      case Event::data:
        part_data(parser_.data());
        break;
      case Event::part_end:
        end_part();
        break;
      case Event::need_input:
        return;
    }
  }
}

void BulkForm::begin_part() {
  part_ = Part::other;
  const std::string& name = parser_.head().name;
  if (const auto number = number_in(name, "].path"); !number.empty()) {
    part_ = Part::path;
    number_ = number;
    path_.clear();
  } else if (const auto wanted = number_in(name, "].file"); !wanted.empty()) {
    const auto path = paths_.find(std::string(wanted));
    if (path == paths_.end()) {
      errors_.push_back(ApiError::bad_request("bad request: " + name + " comes without its path before it"));
      early_.emplace(wanted);
      return;
    }
    part_ = Part::file;
    writer_.begin(std::move(path->second));
    paths_.erase(path);
  }
}

void BulkForm::part_data(std::string_view bytes) {
  if (part_ == Part::file) writer_.append(bytes);
  if (part_ != Part::path) return;
  // More than PATH_MAX is refused when the file is opened, however much more it was.
  const std::string_view kept =
      bytes.substr(0, PATH_MAX + 1 - std::min<std::size_t>(path_.size(), PATH_MAX + 1));
  path_ += kept;
  path_bytes_ += kept.size();
  if (path_bytes_ > limits::bulk_path_bytes) {
    throw ApiError(413, "PAYLOAD_TOO_LARGE", "the form has too many paths");
  }
}

void BulkForm::end_part() {
  if (part_ == Part::file) writer_.end();
  if (part_ == Part::path) paths_[number_] = std::move(path_);
  part_ = Part::other;
}

void BulkForm::take_results() {
  for (auto& file : writer_.take_written()) {
    if (file.error) {
      errors_.push_back(std::move(*file.error));
    } else {
      reply_.files.push_back({std::move(file.path), file.bytes});
    }
  }
}

void BulkForm::finish() {
  if (broken_) return;
  try {
    parser_.finish();
  } catch (const ApiError& e) {
    return fail(e);
  }
  for (const auto& [number, path] : paths_) {
    if (early_.contains(number)) continue;
    errors_.push_back(
        ApiError::bad_request("bad request: " + path + ": files[" + number + "].file is missing"));
  }
}

void BulkForm::fail(const ApiError& error) {
  broken_ = true;
  errors_.push_back(error);
}

Task<BulkUploadReply> BulkForm::reply(Pool& pool) {
  if (errors_.empty()) co_return std::move(reply_);
  auto work = [this] { return all_errors(); };
  throw co_await offload(pool, std::move(work));
}

// Blocking: it may take its time.
ApiError BulkForm::all_errors() const {
  // One code for several failures only if it is that of each.
  const bool alike =
      std::ranges::all_of(errors_, [&](const auto& e) { return e.code == errors_.front().code; });
  ApiError error(
      400, alike ? errors_.front().code : "BAD_REQUEST",
      std::to_string(errors_.size()) + " of the files could not be written: " + errors_.front().what());
  error.extra.emplace_back("errors", encode(texts_of(errors_)));
  error.extra.emplace_back("files", encode(reply_.files));
  return error;
}

}  // namespace toolbox
