#include "lsp/globs.h"

#include <algorithm>
#include <utility>

namespace toolbox {
namespace {

// All the ways through the graph at once.
class Walk {
 public:
  explicit Walk(const std::vector<GlobNode>& nodes) : nodes_(nodes), seen_(nodes.size()) { reach(0); }

  void step(char32_t c) {
    const std::vector<std::size_t> from = std::exchange(reached_, {});
    ++turn_;
    for (const std::size_t node : from) {
      if (!takes(nodes_[node], c)) continue;
      for (const std::size_t next : nodes_[node].next) reach(next);
    }
  }

  bool over() const { return reached_.empty(); }
  bool at_end() const {
    return std::ranges::any_of(reached_,
                               [&](std::size_t n) { return nodes_[n].kind == GlobNode::Kind::end; });
  }

 private:
  static bool takes(const GlobNode& node, char32_t c) {
    if (node.kind != GlobNode::Kind::one_of) return false;
    const bool in = std::ranges::any_of(node.ranges, [&](auto r) { return r.first <= c && c <= r.second; });
    return in != node.negated && !(node.negated && c == '/');
  }

  // Adds the node, or what branches lead to from it; each once a turn.
  void reach(std::size_t first) {
    std::vector<std::size_t> open = {first};
    while (!open.empty()) {
      const std::size_t node = open.back();
      open.pop_back();
      if (std::exchange(seen_[node], turn_) == turn_) continue;
      if (nodes_[node].kind == GlobNode::Kind::branch) {
        open.insert(open.end(), nodes_[node].next.begin(), nodes_[node].next.end());
      } else {
        reached_.push_back(node);
      }
    }
  }

  const std::vector<GlobNode>& nodes_;
  std::vector<std::size_t> seen_;  // the turn in which a node was reached last
  std::size_t turn_ = 1;
  std::vector<std::size_t> reached_;
};

}  // namespace

WatchGlob::WatchGlob(const std::string& pattern) : nodes_(compile_glob(pattern)) {}

bool WatchGlob::matches(std::string_view relative_path) const {
  Walk walk(nodes_);
  while (!relative_path.empty() && !walk.over()) walk.step(take_glob_character(relative_path));
  return relative_path.empty() && walk.at_end();
}

}  // namespace toolbox
