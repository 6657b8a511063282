#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include "bare_pty.h"
#include "benchmarks.h"
#include "daemon.h"
#include "gate.h"
#include "http_client.h"
#include "proc_stats.h"
#include "pty.h"
#include "rounds.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

constexpr int echo_rounds = 9;
constexpr int keystrokes = 500;  // a round
constexpr int stream_rounds = 5;
constexpr std::size_t line_size = 72;
constexpr std::uint64_t stream_lines = 7'000'000;  // 504 MB
constexpr std::size_t lines_in_block = 10'000;
constexpr std::uint64_t shown_size = stream_lines * (line_size + 1);  // a terminal makes CR LF of each LF
constexpr std::size_t reader_buffer = 64 * kib;
constexpr std::size_t coloured_size = 1'000'000;
constexpr int terminals = 9;
constexpr double megabyte = 1e6;
constexpr double kib_in_mib = 1024;

void check_size(const std::string& what, std::uint64_t size, std::uint64_t expected) {
  if (size != expected) {
    throw std::runtime_error(what + ": " + std::to_string(size) + " bytes instead of " +
                             std::to_string(expected));
  }
}

std::string words(std::size_t size, std::uint64_t seed) {
  static constexpr std::string_view letters = "eeettaaooinnsshrrdlucmfwypvbgk  ";
  auto text = random_bytes(size, seed);
  for (char& c : text) c = letters[static_cast<unsigned char>(c) % letters.size()];
  return text;
}

std::string text_lines(std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += words(line_size - 1, i) + "\n";
  return lines;
}

// Lines of ten words, each word in a colour of its own.
std::string coloured_text(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) {
    text +=
        "\x1b[38;5;" + std::to_string(i % 256) + "m" + words(6, i) + "\x1b[0m" + (i % 10 == 9 ? "\n" : " ");
  }
  return text;
}

std::string read_piece(const BarePty& terminal) {
  std::array<char, 4096> buffer{};
  return {buffer.data(), terminal.read(buffer.data(), buffer.size())};
}

void expect_key(std::string_view got) {
  if (got != "x") throw std::runtime_error("the echo of a keystroke was: " + std::string(got));
}

void type_key(WebSocketClient& terminal) {
  terminal.send("x");
  expect_key(terminal.receive_some().value_or(""));
}

void type_key(const BarePty& terminal) {
  char echo = 0;
  terminal.write("x");
  expect_key({&echo, terminal.read(&echo, 1)});
}

// From the moment when `cat` may start until the client knows that it has ended.
double streamed_rate(const Daemon& daemon, const Gate& gate, const std::string& command) {
  HttpClient client(daemon.port());
  const Pty pty(daemon, client, "stream");
  auto terminal = pty.run(command);
  std::uint64_t count = 0;
  const auto time = seconds_of([&] {
    gate.let_through();
    count = terminal.count_to_end();
  });
  check_size("client", count, shown_size);
  return static_cast<double>(shown_size) / megabyte / time;
}

double bare_rate(const Context& context, const Gate& gate, const std::string& command) {
  const BarePty terminal(context, command);
  wait_until_ready([&] { return read_piece(terminal); });
  std::vector<char> buffer(reader_buffer);
  std::uint64_t count = 0;
  const auto time = seconds_of([&] {
    gate.let_through();
    while (const auto got = terminal.read(buffer.data(), buffer.size())) count += got;
  });
  check_size("reader", count, shown_size);
  return static_cast<double>(shown_size) / megabyte / time;
}

struct Replay {
  double milliseconds = 0;  // from the request to its last byte
  double bytes = 0;
};

// The end of the replay is not told: once it has begun the terminal is made to answer with a bell, which
// changes nothing on the screen and comes after it.
Replay replay_screen(const Pty& pty) {
  Replay replay;
  const auto start = Clock::now();
  auto terminal = pty.attach("screen");
  for (bool begun = false, ended = false; !ended; begun = true) {
    const auto piece = terminal.receive_some();
    if (!piece) throw std::runtime_error("the terminal ended while it was replayed");
    ended = piece->ends_with('\a');
    const auto size = piece->size() - (ended ? 1 : 0);
    if (size > 0) replay.milliseconds = seconds_since(start) * 1000;
    replay.bytes += static_cast<double>(size);
    if (!begun) terminal.send("\a");
  }
  return replay;
}

}  // namespace

// `cat` gives each byte back itself: the terminal passes bytes on at once and does not echo.
void bench_pty_echo(Context& context) {
  const auto command = std::string("stty raw -echo; ") + say_ready + "; exec cat";
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const Pty pty(daemon, client, "echo");
  auto terminal = pty.run(command);
  const BarePty bare(context, command);
  wait_until_ready([&] { return read_piece(bare); });
  const auto figures = interleave(
      echo_rounds, [&] { return median_milliseconds(keystrokes, [&] { type_key(terminal); }); },
      [&] { return median_milliseconds(keystrokes, [&] { type_key(bare); }); });
  context.add(at_most_over({"pty", "keystroke and its echo through `cat`", "ms"}, figures, 0.3));
}

void bench_pty_stream(Context& context) {
  const Scratch scratch(context, "pty-stream");
  const Gate gate(scratch);
  const auto file = scratch / "text";
  write_repeated(file, text_lines(lines_in_block), stream_lines * line_size);
  const auto command = std::string(say_ready) + "; " + gate.wait_command() + "; exec cat " + shell_word(file);
  const Daemon daemon(context);
  {
    HttpClient client(daemon.port());
    const Pty pty(daemon, client, "first");
    pty.run(std::string(say_ready) + "; exec cat");
  }
  reset_peak(daemon.pid());
  const double before = peak_kib(daemon.pid());
  const auto figures = interleave(
      stream_rounds, [&] { return streamed_rate(daemon, gate, command); },
      [&] { return bare_rate(context, gate, command); });
  const double growth = (peak_kib(daemon.pid()) - before) / kib_in_mib;
  context.add(at_least_share({"pty", "`cat` of 500 MB, one client", "MB/s"}, figures, 0.5));
  context.add(measured({"pty", "`cat` of 500 MB, one client: memory growth", "MB"}, growth));
}

void bench_pty_attach(Context& context) {
  const Scratch scratch(context, "pty-attach");
  const auto file = scratch / "text";
  write_file(file, coloured_text(coloured_size));
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const auto command = "stty -icanon -echo; cat " + shell_word(file) + "; " + say_ready + "; exec cat";
  // The first who asks for the screen may have to wait until all output has been drawn.
  std::vector<double> first;
  std::vector<double> again;
  std::vector<double> bytes;
  for (int i = 0; i < terminals; ++i) {
    const Pty pty(daemon, client, "attach");
    pty.run(command);
    const auto replay = replay_screen(pty);
    first.push_back(replay.milliseconds);
    bytes.push_back(replay.bytes);
    again.push_back(replay_screen(pty).milliseconds);
  }
  const std::string name = "attach after 1 MB of coloured text";
  context.add(measured({"pty", name + ": last byte of the screen", "ms"}, median(first)));
  context.add(measured({"pty", name + ": that, once drawn", "ms"}, median(again)));
  context.add(measured({"pty", name + ": size of the replay", "KB"}, median(bytes) / 1000));
}

}  // namespace toolbox::bench
