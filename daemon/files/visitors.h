#pragma once
#include <string>

#include "files/glob.h"
#include "files/line_finder.h"
#include "files/walk.h"

namespace toolbox {

// find: the lines of regular files that contain a text. Binary and unreadable files are passed by.
class FindVisitor final : public Visitor {
 public:
  FindVisitor(const Substring& what, WalkState& state);

  void visit(const WalkEntry& entry, Rows& rows) override;

  // The same for one open file; `path` is what is reported. Blocking.
  void find_in(int file, const std::string& path, Rows& rows);

 private:
  WalkState& state_;
  LineFinder finder_;
};

// search: everything whose name matches.
class SearchVisitor final : public Visitor {
 public:
  explicit SearchVisitor(const Glob& glob) : glob_(glob) {}

  void visit(const WalkEntry& entry, Rows& rows) override;

 private:
  const Glob& glob_;
};

}  // namespace toolbox
