#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "http_client.h"
#include "multipart.h"
#include "nginx.h"
#include "proc_stats.h"
#include "rounds.h"
#include "socket.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

constexpr int upload_rounds = 9;
constexpr int download_rounds = 25;  // short ones
constexpr std::uint64_t transfer_size = gib;
constexpr std::size_t block_size = mib;
constexpr double mib_in_transfer = 1024;

struct Upload {
  const char* name;
  const char* route;
  std::string content_type;
  std::string before;  // of the body, around the content
  std::string after;
};

// Sends 1 GiB of the block into `file`.
void upload(const Daemon& daemon, const Upload& kind, const std::string& block, const std::string& file) {
  HttpClient client(daemon.port());
  const auto size = transfer_size + kind.before.size() + kind.after.size();
  client.begin_post(kind.route + percent_encode(file), kind.content_type, size);
  client.send_body(kind.before);
  for (std::uint64_t sent = 0; sent < transfer_size; sent += block.size()) client.send_body(block);
  client.send_body(kind.after);
  client.finish();
}

// The baseline's server: one connection, recv and write until the end of the stream, then one byte as answer.
void receive_into_file(int listener, const std::string& file) {
  const UniqueFd socket(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  const UniqueFd out(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!socket || !out) throw std::system_error(errno, std::generic_category(), file);
  std::vector<char> buffer(256 * kib);
  while (const auto got = receive(socket.get(), buffer.data(), buffer.size())) {
    for (std::size_t done = 0; done < got;) {
      const auto written = ::write(out.get(), buffer.data() + done, got - done);
      if (written < 0) throw std::system_error(errno, std::generic_category(), file);
      done += static_cast<std::size_t>(written);
    }
  }
  send_all(socket.get(), "!");
}

void bare_upload(const std::string& block, const std::string& file) {
  const auto listener = listen_on_any_port();
  auto server = std::async(std::launch::async, receive_into_file, listener.get(), file);
  auto socket = connect_to(port_of(listener.get()));
  for (std::uint64_t sent = 0; sent < transfer_size; sent += block.size()) send_all(socket.get(), block);
  ::shutdown(socket.get(), SHUT_WR);
  char answer = 0;
  receive(socket.get(), &answer, 1);
  socket.reset();
  server.get();
}

// The right size, and the last block is the one that was sent.
void check_uploaded(const std::filesystem::path& file, const std::string& block) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(-static_cast<std::streamoff>(block.size()), std::ios::end);
  std::string tail(block.size(), '\0');
  in.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  if (!in || tail != block || std::filesystem::file_size(file) != transfer_size) {
    throw std::runtime_error(file.string() + " is not what was uploaded");
  }
}

// MB/s; the file is checked and removed, which also drops its dirty pages before they reach the disk.
double measure_upload(const std::filesystem::path& file, const std::string& block,
                      const std::function<void()>& work) {
  const double seconds = seconds_of(work);
  check_uploaded(file, block);
  std::filesystem::remove(file);
  return mib_in_transfer / seconds;
}

void bench_upload_of(Context& context, const Upload& kind, const std::string& block) {
  const Scratch scratch(context, "upload");
  const auto file = scratch / "uploaded";
  const auto bare = scratch / "bare";
  const Daemon daemon(context);
  HttpClient(daemon.port()).get("/version");

  reset_peak(daemon.pid());
  const double before = peak_kib(daemon.pid());
  measure_upload(file, block, [&] { upload(daemon, kind, block, file); });
  const double growth = (peak_kib(daemon.pid()) - before) / 1024;

  const auto figures = interleave(
      upload_rounds, [&] { return measure_upload(file, block, [&] { upload(daemon, kind, block, file); }); },
      [&] { return measure_upload(bare, block, [&] { bare_upload(block, bare); }); });
  const auto name = std::string("upload of 1 GiB, ") + kind.name;
  context.add(at_least_share({"files", name, "MB/s"}, figures, 0.7));
  context.add(at_most({"files", name + ": memory growth", "MB"}, growth, 4));
}

}  // namespace

void bench_download(Context& context) {
  const Scratch scratch(context, "download");
  const auto file = scratch / "large";
  write_repeated(file, random_bytes(block_size, 5), transfer_size);
  const Nginx nginx(scratch.path());
  const Daemon daemon(context);
  const auto rate = [](std::uint16_t port, const std::string& target) {
    HttpClient client(port);
    const double seconds = seconds_of([&] {
      if (client.get_discarding(target) != transfer_size) throw std::runtime_error(target + ": wrong size");
    });
    return mib_in_transfer / seconds;
  };
  const auto target = "/files/download?path=" + percent_encode(file.string());
  const auto figures = interleave(
      download_rounds, [&] { return rate(daemon.port(), target); },
      [&] { return rate(nginx.port(), "/large"); });
  context.add(at_least_share({"files", "download of 1 GiB", "MB/s"}, figures, 0.9));
}

void bench_upload(Context& context) {
  const auto block = random_bytes(block_size, 6);
  const Upload multipart{"multipart", "/files/upload?path=", multipart_type(), file_part("file", "large"),
                         part_end() + multipart_end()};
  const Upload raw{"raw", "/files/upload-v2?path=", "application/octet-stream", "", ""};
  bench_upload_of(context, multipart, block);
  bench_upload_of(context, raw, block);
}

}  // namespace toolbox::bench
