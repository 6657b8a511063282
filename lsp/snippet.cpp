#include "lsp/snippet.h"

#include <algorithm>
#include <utility>

namespace toolbox {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_of_name(char c) {
  return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Where the number or the name that begins at `at` ends; at `at` when there is none.
std::size_t end_of_name(std::string_view text, std::size_t at) {
  if (at == text.size()) return at;
  const auto within = is_digit(text[at]) ? is_digit : is_of_name;
  return static_cast<std::size_t>(
      std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), within) - text.begin());
}

// Behind the brace that closes what `at` is in, where more may be opened: a transform's format.
std::size_t behind_brace(std::string_view text, std::size_t at) {
  for (std::size_t open = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text.substr(at).starts_with("${")) {
      ++open;
      ++at;
    } else if (text[at] == '}' && --open == 0) {
      return at + 1;
    }
  }
  return text.size();
}

// Behind the first unescaped `end`; braces on the way there mean nothing.
std::size_t behind(std::string_view end, std::string_view text, std::size_t at) {
  while (at < text.size() && !text.substr(at).starts_with(end)) at += text[at] == '\\' ? 2 : 1;
  return std::min(at + end.size(), text.size());
}

class Reader {
 public:
  explicit Reader(std::string_view snippet) : snippet_(snippet) {}

  std::string text() {
    while (at_ < snippet_.size()) {
      if (escaped("$}\\")) continue;
      if (snippet_[at_] == '$' && variable()) continue;
      if (snippet_[at_] == '}' && open_ > 0) {
        --open_;
        ++at_;
      } else {
        text_ += snippet_[at_++];
      }
    }
    return std::move(text_);
  }

 private:
  bool escaped(std::string_view escapable) {
    if (snippet_[at_] != '\\' || at_ + 1 == snippet_.size() ||
        escapable.find(snippet_[at_ + 1]) == std::string_view::npos)
      return false;
    text_ += snippet_[at_ + 1];
    at_ += 2;
    return true;
  }

  // Goes behind what begins with a dollar sign, but for a default, which is gone through as text is.
  bool variable() {
    const bool braced = snippet_.substr(at_ + 1).starts_with('{');
    const std::size_t name = at_ + (braced ? 2 : 1);
    const std::size_t end = end_of_name(snippet_, name);
    if (end == name) return false;
    if (!braced) {
      at_ = end;
      return true;
    }
    switch (end < snippet_.size() ? snippet_[end] : '\0') {
      case '}':
        at_ = end + 1;
        return true;
      case ':':
        at_ = end + 1;
        ++open_;
        return true;
      case '/':
        at_ = behind_brace(snippet_, behind("/", snippet_, end + 1));
        return true;
      case '|':
        at_ = end + 1;
        first_choice();
        return true;
      default:
        return false;
    }
  }

  void first_choice() {
    while (at_ < snippet_.size() && snippet_[at_] != ',' && snippet_[at_] != '|') {
      if (!escaped("$}\\,|")) text_ += snippet_[at_++];
    }
    at_ = behind("|}", snippet_, at_);
  }

  const std::string_view snippet_;
  std::size_t at_ = 0;
  std::size_t open_ = 0;  // defaults that are being read
  std::string text_;
};

}  // namespace

std::string snippet_text(std::string_view snippet) {
  return Reader(snippet).text();
}

}  // namespace toolbox
