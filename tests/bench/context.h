#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report.h"

namespace toolbox::bench {

// A fresh directory under $TOOLBOXD_BENCH_DIR, $TMPDIR or /tmp, removed at the end.
class WorkDirectory {
 public:
  WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;
  ~WorkDirectory();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What every benchmark gets: the daemon's binary, a place for files, and where the rows go.
struct Context {
  std::filesystem::path binary;
  std::filesystem::path work;
  std::vector<Row> rows;

  void add(Row row) { rows.push_back(std::move(row)); }
};

// A directory of its own for one benchmark; removed with its content when the benchmark ends or fails.
class Scratch {
 public:
  Scratch(const Context& context, const std::string& name);
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace toolbox::bench
