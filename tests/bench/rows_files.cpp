#include <algorithm>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "http_client.h"
#include "multipart.h"
#include "process.h"
#include "rounds.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

constexpr int rounds = 9;
constexpr std::size_t bulk_files = 2'000;
constexpr std::size_t bulk_file_size = 4 * kib;
constexpr std::size_t listed_entries = 10'000;
constexpr std::size_t searched_files = 20'000;
constexpr std::uint64_t searched_bytes = 200'000'000;

std::string bulk_body(const std::vector<SmallFile>& files, const std::filesystem::path& target) {
  std::string body;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto field = "files[" + std::to_string(i) + "]";
    body += text_part(field + ".path", (target / files[i].path).string());
    body += file_part(field + ".file", "file") + files[i].content + part_end();
  }
  return body + multipart_end();
}

void check_files(const std::filesystem::path& directory) {
  std::size_t found = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.file_size() == bulk_file_size) ++found;
  }
  if (found != bulk_files) throw std::runtime_error(std::to_string(found) + " files arrived");
}

// Files a second into a directory that is fresh each time.
double fill_rate(const std::filesystem::path& directory, const std::function<void()>& fill) {
  std::filesystem::create_directory(directory);
  const double seconds = seconds_of(fill);
  check_files(directory);
  std::filesystem::remove_all(directory);
  return static_cast<double>(bulk_files) / seconds;
}

void make_tar(const std::string& tar, const std::vector<SmallFile>& files, const Scratch& scratch) {
  const auto tree = scratch / "tree";
  for (const auto& file : files) {
    const auto path = tree / file.path;
    std::filesystem::create_directories(path.parent_path());
    write_file(path, file.content);
  }
  run_reading({tar, "-cf", scratch / "tree.tar", "-C", tree, "."});
}

// The answer must be an array of so many elements.
void check_count(const std::string& answer, std::size_t expected) {
  const auto count = nlohmann::json::parse(answer).size();
  if (count == expected) return;
  throw std::runtime_error(std::to_string(count) + " elements, not " + std::to_string(expected));
}

std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

void bench_bulk_upload(Context& context) {
  const auto tar = require_program("tar", "tar");
  const Scratch scratch(context, "bulk");
  const auto files = small_files(bulk_files, bulk_file_size);
  make_tar(tar, files, scratch);
  const auto uploaded = scratch / "uploaded";
  const auto unpacked = scratch / "unpacked";
  const auto body = bulk_body(files, uploaded);
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const auto figures = interleave(
      rounds,
      [&] { return fill_rate(uploaded, [&] { client.post("/files/bulk-upload", multipart_type(), body); }); },
      [&] {
        return fill_rate(unpacked, [&] { run_reading({tar, "-xf", scratch / "tree.tar", "-C", unpacked}); });
      });
  context.add(at_least_share({"files", "bulk-upload of 2,000 files of 4 KiB", "files/s"}, figures, 0.4));
}

void bench_list(Context& context) {
  const auto ls = require_program("ls", "coreutils");
  const Scratch scratch(context, "list");
  for (std::size_t i = 0; i < listed_entries; ++i) {
    write_file(scratch / ("entry-" + std::to_string(i * 7919 % listed_entries) + ".txt"), std::to_string(i));
  }
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const auto target = "/files?path=" + percent_encode(scratch.path().string());
  check_count(client.get(target), listed_entries);
  const auto rate = [](double seconds) { return static_cast<double>(listed_entries) / seconds; };
  const auto figures = interleave(
      rounds * 2, [&] { return rate(seconds_of([&] { client.get(target); })); },
      [&] { return rate(seconds_of([&] { run_reading({ls, "-l", scratch.path()}); })); });
  context.add(at_least_share({"files", "list of 10,000 entries", "entries/s"}, figures, 1));
}

void bench_find(Context& context) {
  const auto rg = require_program("rg", "ripgrep");
  const Scratch scratch(context, "find");
  const auto tree = write_text_tree(scratch.path(), searched_files, searched_bytes);
  const std::vector<std::string> command{rg,         "--no-config", "-F",        "--no-ignore",
                                         "--hidden", "-n",          tree.needle, scratch.path()};
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const auto target =
      "/files/find?path=" + percent_encode(scratch.path().string()) + "&pattern=" + tree.needle;
  check_count(client.get(target), tree.matches);
  if (count_lines(run_reading(command)) != tree.matches) throw std::runtime_error("rg finds something else");
  const auto rate = [&tree](double seconds) { return static_cast<double>(tree.bytes) / 1e6 / seconds; };
  const auto figures = interleave(
      rounds * 2, [&] { return rate(seconds_of([&] { client.get(target); })); },
      [&] { return rate(seconds_of([&] { run_reading(command); })); });
  context.add(at_least_share({"files", "find in 200 MB, 20,000 text files", "MB/s"}, figures, 0.7));
}

}  // namespace toolbox::bench
