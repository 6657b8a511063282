#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report.h"

namespace toolbox::bench {

// Where the bench puts its files: $TOOLBOXD_BENCH_DIR, $TMPDIR or /tmp.
std::filesystem::path parent_directory();
// For tens of thousands of files, where the disk would be measured and not the programs: /dev/shm where it
// has room for them and $TOOLBOXD_BENCH_DIR says nothing else.
std::filesystem::path fast_parent_directory();

// A fresh directory, removed at the end.
class WorkDirectory {
 public:
  explicit WorkDirectory(const std::filesystem::path& parent);
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;
  ~WorkDirectory();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What every benchmark gets: the daemon's binary, places for files, and where the rows go.
struct Context {
  std::filesystem::path binary;
  std::filesystem::path work;
  std::filesystem::path fast;  // for very many files
  std::vector<Row> rows;

  void add(Row row) { rows.push_back(std::move(row)); }
};

// A directory of its own for one benchmark; removed with its content when the benchmark ends or fails.
class Scratch {
 public:
  Scratch(const Context& context, const std::string& name) : Scratch(context.work, name) {}
  Scratch(const std::filesystem::path& parent, const std::string& name);
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace toolbox::bench
