#include "git/renames.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

#include "base/limits.h"
#include "git/operation.h"

namespace toolbox {
namespace {

constexpr std::uint64_t full_score = 60000;
constexpr std::uint64_t least_score = full_score / 2;
constexpr std::uint64_t least_score_by_name = full_score * 3 / 4;
constexpr std::size_t longest_piece = 64;
constexpr std::size_t text_probe = 8000;    // bytes at the begin in which a NUL makes a file binary
constexpr std::size_t candidates_kept = 4;  // for each added file

// Of text the CRs before LFs do not count, so that a change of line ends is no other content.
std::string without_carriage_returns(std::string_view text) {
  std::string plain;
  if (text.substr(0, text_probe).find('\0') != std::string_view::npos) return std::string(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') plain += text[i];
  }
  return plain;
}

// What is kept of a file to compare it with many: its pieces by hash, which take a quarter of what it does.
struct Content {
  struct Piece {
    std::uint64_t hash;
    std::uint64_t bytes;  // that all of this hash have
  };

  std::uint64_t size = 0;
  std::vector<Piece> pieces;  // by hash

  explicit Content(const std::string& original) : size(original.size()) {
    const std::string text = without_carriage_returns(original);
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t end = rest.substr(0, longest_piece).find('\n');
      const auto piece = rest.substr(0, end == std::string_view::npos ? longest_piece : end + 1);
      pieces.push_back({std::hash<std::string_view>()(piece), piece.size()});
      rest.remove_prefix(piece.size());
    }
    std::ranges::sort(pieces, {}, &Piece::hash);
    std::size_t last = 0;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      if (pieces[i].hash == pieces[last].hash) {
        pieces[last].bytes += pieces[i].bytes;
      } else {
        pieces[++last] = pieces[i];
      }
    }
    if (!pieces.empty()) pieces.resize(last + 1);
    pieces.shrink_to_fit();
  }

  std::size_t memory() const { return pieces.size() * sizeof(Piece); }
};

bool sizes_differ_too_much(std::uint64_t from, std::uint64_t to) {
  const std::uint64_t longer = std::max(from, to);
  const std::uint64_t shorter = std::min(from, to);
  return to == 0 || longer * (full_score - least_score) < (longer - shorter) * full_score;
}

std::uint64_t score(const Content& from, const Content& to) {
  if (sizes_differ_too_much(from.size, to.size)) return 0;
  std::uint64_t common = 0;
  auto b = to.pieces.begin();
  for (const auto& a : from.pieces) {
    while (b != to.pieces.end() && b->hash < a.hash) ++b;
    if (b != to.pieces.end() && b->hash == a.hash) common += std::min(a.bytes, b->bytes);
  }
  return common * full_score / std::max(from.size, to.size);
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool regular(std::uint32_t mode) {
  return (mode & 0170000) == 0100000;
}
bool same_type(const StagedChange& from, const StagedChange& to) {
  return (from.old_mode & 0170000) == (to.new_mode & 0170000);
}

class RenameSearch {
 public:
  RenameSearch(std::vector<StagedChange>& changes, std::size_t limit, const RenameContents& files)
      : changes_(changes), limit_(limit), files_(files) {
    for (auto& change : changes_) {
      if (change.kind == StagedChange::Kind::added) added_.push_back(&change);
      if (change.kind == StagedChange::Kind::deleted) deleted_.push_back(&change);
    }
  }

  void run() {
    if (added_.empty() || deleted_.empty()) return;
    match_equal_contents();
    if (!drop_matched() || added_.size() * deleted_.size() > limit_ * limit_) return finish();
    match_equal_names();
    if (drop_matched()) match_best();
    finish();
  }

 private:
  void match(StagedChange* to, StagedChange* from) {
    to->kind = StagedChange::Kind::renamed;
    to->old_path = from->path;
    to->old_id = from->old_id;
    to->old_mode = from->old_mode;
    taken_.push_back(from);
    from->old_path = from->path;  // marks it
  }

  static bool is_taken(const StagedChange* change) { return !change->old_path.empty(); }

  // Whether both kinds are left.
  bool drop_matched() {
    std::erase_if(added_, is_taken);
    std::erase_if(deleted_, is_taken);
    return !added_.empty() && !deleted_.empty();
  }

  void match_equal_contents() {
    std::multimap<std::string_view, StagedChange*> by_id;
    const auto key = [](const git_oid& id) {
      return std::string_view(reinterpret_cast<const char*>(id.id), sizeof id.id);
    };
    for (auto* from : deleted_) by_id.emplace(key(from->old_id), from);
    for (auto* to : added_) {
      StagedChange* best = nullptr;
      const auto [begin, end] = by_id.equal_range(key(to->new_id));
      for (auto it = begin; it != end; ++it) {
        StagedChange* from = it->second;
        if (is_taken(from) || !same_type(*from, *to)) continue;
        if (best == nullptr) best = from;
        if (base_name(from->path) == base_name(to->path)) {
          best = from;
          break;
        }
      }
      if (best != nullptr) match(to, best);
    }
  }

  // A file that moved to another directory: its name is unique among the added and the deleted ones.
  void match_equal_names() {
    std::map<std::string_view, std::vector<StagedChange*>> from_names;
    std::map<std::string_view, std::vector<StagedChange*>> to_names;
    for (auto* from : deleted_) from_names[base_name(from->path)].push_back(from);
    for (auto* to : added_) to_names[base_name(to->path)].push_back(to);
    for (const auto& [name, to] : to_names) {
      const auto it = from_names.find(name);
      if (to.size() != 1 || it == from_names.end() || it->second.size() != 1) continue;
      if (score_of(it->second[0], to[0]) >= least_score_by_name) match(to[0], it->second[0]);
    }
  }

  void match_best() {
    struct Candidate {
      std::uint64_t score;
      bool same_name;
      std::size_t found;  // the earlier one of equals is taken
      StagedChange* from;
      StagedChange* to;
    };
    const auto better = [](const Candidate& a, const Candidate& b) {
      if (a.score != b.score) return a.score > b.score;
      return a.same_name != b.same_name ? a.same_name : a.found < b.found;
    };
    std::vector<Candidate> candidates;
    std::size_t count = 0;
    for (auto* to : added_) {
      std::vector<Candidate> its;
      for (auto* from : deleted_) {
        Operation::current().check_stopped();
        const std::uint64_t value = score_of(from, to);
        if (value < least_score) continue;
        its.push_back({value, base_name(from->path) == base_name(to->path), count++, from, to});
      }
      std::sort(its.begin(), its.end(), better);
      if (its.size() > candidates_kept) its.erase(its.begin() + candidates_kept, its.end());
      candidates.insert(candidates.end(), its.begin(), its.end());
    }
    std::sort(candidates.begin(), candidates.end(), better);
    for (const auto& candidate : candidates) {
      if (!is_taken(candidate.to) && !is_taken(candidate.from)) match(candidate.to, candidate.from);
    }
  }

  std::uint64_t score_of(const StagedChange* from, const StagedChange* to) {
    Operation::current().check_stopped();
    if (!regular(from->old_mode) || !regular(to->new_mode)) return 0;
    const std::uint64_t longer = std::max(size_of(from), size_of(to));
    if (longer > limits::git_rename_file || sizes_differ_too_much(size_of(from), size_of(to))) return 0;
    const auto one = content_of(from);
    return score(*one, *content_of(to));
  }

  std::uint64_t size_of(const StagedChange* change) {
    const auto [it, is_new] = sizes_.try_emplace(change, 0);
    if (is_new) it->second = files_.size(*change);
    return it->second;
  }

  // Kept for the next comparison, as far as the memory for that goes.
  std::shared_ptr<const Content> content_of(const StagedChange* change) {
    auto& content = contents_[change];
    if (content) return content;
    auto made = std::make_shared<const Content>(files_.text(*change));
    kept_ += made->memory();
    if (kept_ > limits::git_rename_memory) {
      contents_.clear();
      kept_ = made->memory();
    }
    contents_[change] = made;
    return made;
  }

  void finish() {
    for (auto* from : taken_) from->path.clear();
    std::erase_if(changes_, [](const StagedChange& change) { return change.path.empty(); });
  }

  std::vector<StagedChange>& changes_;
  const std::size_t limit_;
  const RenameContents& files_;
  std::vector<StagedChange*> added_;
  std::vector<StagedChange*> deleted_;
  std::vector<StagedChange*> taken_;
  std::map<const StagedChange*, std::uint64_t> sizes_;
  std::map<const StagedChange*, std::shared_ptr<const Content>> contents_;
  std::size_t kept_ = 0;
};

}  // namespace

std::uint32_t similarity(std::string_view from, std::string_view to) {
  return static_cast<std::uint32_t>(score(Content(std::string(from)), Content(std::string(to))));
}

void find_renames(std::vector<StagedChange>& changes, std::size_t limit, const RenameContents& files) {
  RenameSearch(changes, limit, files).run();
}

}  // namespace toolbox
