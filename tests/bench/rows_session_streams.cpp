#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "gate.h"
#include "http_client.h"
#include "proc_stats.h"
#include "rounds.h"
#include "session.h"
#include "shell_pipe.h"
#include "socket.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

constexpr int rounds = 5;
constexpr std::uint64_t stream_size = gib;
constexpr std::uint64_t shared_size = 20 * mib;
constexpr int followers = 100;
constexpr std::uint64_t mark_size = 3;  // before the first byte of stdout; no other stream writes
constexpr std::size_t buffer_size = 256 * kib;
constexpr double kib_in_mib = 1024;

struct Stream {
  const char* name;
  std::string command;  // writes stream_size bytes
};

void check_size(const std::string& what, std::uint64_t size, std::uint64_t expected) {
  if (size != expected) {
    throw std::runtime_error(what + ": " + std::to_string(size) + " bytes instead of " +
                             std::to_string(expected));
  }
}

// Of `work`, for `size` bytes.
double megabytes_a_second(std::uint64_t size, const std::function<void()>& work) {
  return static_cast<double>(size) / static_cast<double>(mib) / seconds_of(work);
}

// From the command's start until the follower knows that it has ended.
double followed_rate(const Context& context, const Daemon& daemon, const Gate& gate,
                     const std::string& command) {
  HttpClient client(daemon.port());
  Session session(daemon, client, "stream");
  const auto id = session.start(gate.wait_command() + "; " + command);
  auto follower = session.follow(id);
  const auto rate = megabytes_a_second(stream_size, [&] {
    gate.let_through();
    check_size("follower", follower.count_to_end(), mark_size + stream_size);
  });
  check_size("log", std::filesystem::file_size(session.log_file(context, id)), mark_size + stream_size);
  return rate;
}

void write_fully(int fd, std::string_view data) {
  while (!data.empty()) {
    const auto written = ::write(fd, data.data(), data.size());
    if (written < 0) throw std::system_error(errno, std::generic_category(), "write");
    data.remove_prefix(static_cast<std::size_t>(written));
  }
}

// The baseline: the same command's output from a pipe into a file beside the logs.
double piped_rate(const Context& context, const Gate& gate, const std::string& command) {
  const Scratch scratch(context, "home/piped");
  const auto file = scratch / "output";
  const UniqueFd out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!out) throw std::system_error(errno, std::generic_category(), file);
  const ShellPipe shell(context, {"-c", gate.wait_command() + "; " + command});
  std::vector<char> buffer(buffer_size);
  const auto rate = megabytes_a_second(stream_size, [&] {
    gate.let_through();
    while (const auto got = shell.read(buffer.data(), buffer.size())) {
      write_fully(out.get(), {buffer.data(), got});
    }
  });
  check_size("pipe", std::filesystem::file_size(file), stream_size);
  return rate;
}

void bench_stream(Context& context, const Stream& stream) {
  const Scratch scratch(context, "stream");
  const Gate gate(scratch);
  const Daemon daemon(context);
  {
    HttpClient client(daemon.port());
    Session session(daemon, client, "first");
    session.follow(session.start("echo x")).count_to_end();
  }
  reset_peak(daemon.pid());
  const double before = peak_kib(daemon.pid());
  const auto figures = interleave(
      rounds, [&] { return followed_rate(context, daemon, gate, stream.command); },
      [&] { return piped_rate(context, gate, stream.command); });
  const double growth = (peak_kib(daemon.pid()) - before) / kib_in_mib;
  const auto name = std::string("followed log of 1 GiB, ") + stream.name;
  context.add(at_least({"session", name, "MB/s"}, figures, 500));
  context.add(at_most({"session", name + ": memory growth", "MB"}, growth, 8));
}

// Runs `receive_all` for each of the followers, in a thread of its own, once `begin` has been called.
template <class Follower>
double shared_rate(std::vector<Follower>& all, const std::function<void()>& begin,
                   std::uint64_t (*receive_all)(Follower&), std::uint64_t expected) {
  std::vector<std::future<std::uint64_t>> counts;
  const auto rate = megabytes_a_second(all.size() * shared_size, [&] {
    for (auto& follower : all) {
      counts.push_back(std::async(std::launch::async, receive_all, std::ref(follower)));
    }
    begin();
    for (auto& count : counts) count.wait();
  });
  for (auto& count : counts) check_size("a follower", count.get(), expected);
  return rate;
}

double shared_log_rate(const Daemon& daemon, const Gate& gate) {
  HttpClient client(daemon.port());
  Session session(daemon, client, "shared");
  const auto id =
      session.start(gate.wait_command() + "; head -c " + std::to_string(shared_size) + " /dev/zero");
  std::vector<WebSocketClient> all;
  for (int i = 0; i < followers; ++i) all.push_back(session.follow(id));
  return shared_rate<WebSocketClient>(
      all, [&] { gate.let_through(); }, [](WebSocketClient& follower) { return follower.count_to_end(); },
      mark_size + shared_size);
}

void send_file(UniqueFd socket, int file) {
  off_t offset = 0;
  while (offset < static_cast<off_t>(shared_size)) {
    const auto left = shared_size - static_cast<std::uint64_t>(offset);
    if (::sendfile(socket.get(), file, &offset, left) <= 0) {
      throw std::system_error(errno, std::generic_category(), "sendfile");
    }
  }
}

std::uint64_t receive_to_end(UniqueFd& socket) {
  std::vector<char> buffer(buffer_size);
  std::uint64_t count = 0;
  while (const auto got = receive(socket.get(), buffer.data(), buffer.size())) count += got;
  return count;
}

// The baseline: a thread for each client sends the file, which is complete when it begins.
double shared_file_rate(const std::filesystem::path& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const auto listener = listen_on_any_port();
  std::vector<std::future<void>> senders;  // outlive the clients, or a sender might wait for one forever
  std::vector<UniqueFd> clients;
  std::vector<UniqueFd> served;
  for (int i = 0; i < followers; ++i) {
    clients.push_back(connect_to(port_of(listener.get())));
    served.emplace_back(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  }
  const auto begin = [&] {
    for (auto& socket : served) {
      senders.push_back(std::async(std::launch::async, send_file, std::move(socket), file.get()));
    }
  };
  const auto rate = shared_rate<UniqueFd>(clients, begin, receive_to_end, shared_size);
  for (auto& sender : senders) sender.get();
  return rate;
}

}  // namespace

void bench_session_stream(Context& context) {
  const auto head = "head -c " + std::to_string(stream_size);
  bench_stream(context, {"zeros", head + " /dev/zero"});
  bench_stream(context, {"72-byte lines", "yes " + std::string(71, 'x') + " | " + head});
}

// In all, over all followers. Each of them gets every byte, else the measurement fails.
void bench_session_followers(Context& context) {
  const Scratch scratch(context, "followers");
  const Gate gate(scratch);
  const auto file = scratch / "shared";
  write_repeated(file, std::string(mib, '\0'), shared_size);
  const Daemon daemon(context);
  const auto figures = interleave(
      rounds, [&] { return shared_log_rate(daemon, gate); }, [&] { return shared_file_rate(file); });
  context.add(at_least({"session", "100 followers of one log, in all", "MB/s"}, figures, 500));
}

}  // namespace toolbox::bench
