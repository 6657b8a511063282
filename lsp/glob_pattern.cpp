#include "lsp/glob_pattern.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "base/utf8.h"

namespace toolbox {
namespace {

constexpr char32_t last_code_point = 0x10FFFF;

// Where the ] is that closes the set whose [ is at `at`; npos when there is none. One right at its start is
// in it.
std::size_t set_end(std::string_view pattern, std::size_t at) {
  const std::string_view inside = pattern.substr(at + 1);
  const bool negated = inside.starts_with('!') || inside.starts_with('^');
  return pattern.find(']', at + (negated ? 3 : 2));
}

// Where the braces that are opened and closed are: for each byte, whether it is such a brace, or a comma
// between two.
std::vector<bool> brace_marks(std::string_view pattern) {
  std::vector<bool> marks(pattern.size());
  struct Open {
    std::size_t brace;
    std::vector<std::size_t> commas = {};
  };
  std::vector<Open> open;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '[') {
      const std::size_t close = set_end(pattern, i);
      if (close != std::string_view::npos) i = close;
    } else if (pattern[i] == '{') {
      open.push_back({i});
    } else if (pattern[i] == ',' && !open.empty()) {
      open.back().commas.push_back(i);
    } else if (pattern[i] == '}' && !open.empty()) {
      marks[open.back().brace] = marks[i] = true;
      for (const std::size_t comma : open.back().commas) marks[comma] = true;
      open.pop_back();
    }
  }
  return marks;
}

// Adds nodes in the pattern's order. Each is open at its end: what comes after it is joined to last_.
class Compiler {
 public:
  Compiler(std::string_view pattern, std::vector<GlobNode>& nodes)
      : pattern_(pattern), marks_(brace_marks(pattern)), nodes_(nodes) {}

  void run() {
    last_ = add({});
    while (at_ < pattern_.size()) element();
    append({.kind = GlobNode::Kind::end});
  }

 private:
  struct Group {
    std::size_t before = 0;  // the node that the alternatives begin at
    std::size_t after = 0;   // and the one that they end at
  };

  std::size_t add(GlobNode node) {
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }
  void join(std::size_t from, std::size_t to) { nodes_[from].next.push_back(to); }
  std::size_t append(GlobNode node) {
    const std::size_t added = add(std::move(node));
    join(last_, added);
    return last_ = added;
  }
  void append_one(char32_t c) { append({.kind = GlobNode::Kind::one_of, .ranges = {{c, c}}}); }

  // Any number of characters, with or without slashes; or none.
  void append_any(bool slashes) {
    const std::size_t entry = append({});
    GlobNode any{.kind = GlobNode::Kind::one_of, .negated = !slashes};
    if (slashes) any.ranges.emplace_back(0, UINT32_MAX);
    join(append(std::move(any)), entry);
    last_ = entry;
  }

  bool mark(std::size_t at) const { return at < pattern_.size() && marks_[at]; }
  bool segment_begins(std::size_t at) const {
    return at == 0 || pattern_[at - 1] == '/' || (mark(at - 1) && pattern_[at - 1] != '}');
  }
  bool pattern_ends(std::size_t at) const {
    return at == pattern_.size() || (mark(at) && pattern_[at] != '{');
  }
  std::size_t stars_end(std::size_t at) const {
    return std::min(pattern_.find_first_not_of('*', at), pattern_.size());
  }

  void element() {
    const char c = pattern_[at_];
    if (mark(at_)) return brace(c);
    if (c == '*') return stars();
    if (c == '[' && set()) return;
    if (c == '/' && slash_before_all()) return;
    if (c == '?') {
      ++at_;
      append({.kind = GlobNode::Kind::one_of, .negated = true});
      return;
    }
    std::string_view rest = pattern_.substr(at_);
    append_one(take_glob_character(rest));
    at_ = pattern_.size() - rest.size();
  }

  void brace(char c) {
    ++at_;
    if (c == '{') {
      const std::size_t before = append({});
      groups_.push_back({before, add({})});
      return;
    }
    join(last_, groups_.back().after);
    last_ = c == ',' ? groups_.back().before : groups_.back().after;
    if (c == '}') groups_.pop_back();
  }

  void stars() {
    const std::size_t end = stars_end(at_);
    const bool whole = end - at_ > 1 && segment_begins(at_);
    const bool slash = end < pattern_.size() && pattern_[end] == '/';
    at_ = end;
    if (!whole || !(slash || pattern_ends(end))) return append_any(false);
    if (!slash) return append_any(true);
    // **/ is nothing, or anything that ends in a slash.
    const std::size_t before = append({});
    append_any(true);
    append_one('/');
    join(before, append({}));
    ++at_;
  }

  // A /** at the end: the directory itself, too.
  bool slash_before_all() {
    const std::size_t end = stars_end(at_ + 1);
    if (at_ == 0 || end - at_ < 3 || !pattern_ends(end)) return false;
    const std::size_t before = append({});
    append_one('/');
    append_any(true);
    join(before, append({}));
    at_ = end;
    return true;
  }

  // False when it is not closed.
  bool set() {
    const std::size_t end = set_end(pattern_, at_);
    if (end == std::string_view::npos) return false;
    std::string_view inside = pattern_.substr(at_ + 1, end - at_ - 1);
    GlobNode node{.kind = GlobNode::Kind::one_of};
    node.negated = inside.starts_with('!') || inside.starts_with('^');
    if (node.negated) inside.remove_prefix(1);
    while (!inside.empty()) {
      const char32_t low = take_glob_character(inside);
      char32_t high = low;
      if (inside.size() > 1 && inside[0] == '-') {
        inside.remove_prefix(1);
        high = take_glob_character(inside);
      }
      node.ranges.emplace_back(low, high);
    }
    append(std::move(node));
    at_ = end + 1;
    return true;
  }

  const std::string_view pattern_;
  const std::vector<bool> marks_;
  std::vector<GlobNode>& nodes_;
  std::size_t at_ = 0;
  std::size_t last_ = 0;
  std::vector<Group> groups_;
};

}  // namespace

char32_t take_glob_character(std::string_view& text) {
  char32_t c = last_code_point + 1 + static_cast<unsigned char>(text[0]);
  std::size_t length = 1;
  if (utf8::sequence_length(text.substr(0, 4)) != 0) std::tie(c, length) = utf8::decode(text.substr(0, 4));
  text.remove_prefix(length);
  return c;
}

std::vector<GlobNode> compile_glob(std::string_view pattern) {
  std::vector<GlobNode> nodes;
  Compiler(pattern, nodes).run();
  return nodes;
}

}  // namespace toolbox
