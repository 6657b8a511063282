#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "benchmarks.h"
#include "daemon.h"
#include "http_client.h"
#include "language_server.h"
#include "rounds.h"

namespace toolbox::bench {
namespace {

using nlohmann::json;

constexpr int rounds = 9;
constexpr int requests = 200;  // a round
constexpr int start_rounds = 25;

// A FIFO at which the server waits until a byte comes, or into which it says what it has got.
class Fifo {
 public:
  explicit Fifo(std::string path) : path_(std::move(path)) {
    if (::mkfifo(path_.c_str(), 0600) != 0) throw std::system_error(errno, std::generic_category(), path_);
    fd_ = UniqueFd(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
    if (!fd_) throw std::system_error(errno, std::generic_category(), path_);
  }

  const std::string& path() const { return path_; }

  void let_through() const {
    if (::write(fd_.get(), "\n", 1) != 1) throw std::system_error(errno, std::generic_category(), path_);
  }

  void wait_for_a_byte() const {
    char byte = 0;
    if (::read(fd_.get(), &byte, 1) != 1) throw std::system_error(errno, std::generic_category(), path_);
  }

 private:
  std::string path_;
  UniqueFd fd_;
};

void post(HttpClient& client, const char* route, const std::string& body) {
  client.post(route, "application/json", body);
}

void check(bool right, const std::string& answer) {
  if (!right) throw std::runtime_error("the daemon answered " + answer.substr(0, 300));
}

// Of a server whose program is only started by it.
double start_milliseconds(HttpClient& client, const LanguageProject& project) {
  const auto taken = seconds_of([&] { post(client, "/lsp/start", project.request()); }) * 1000;
  post(client, "/lsp/stop", project.request());
  return taken;
}

// A client in another thread whose POST /lsp/start is not answered until the gate opens.
class SlowStart {
 public:
  SlowStart(const Daemon& daemon, const LanguageProject& project, const Fifo& reached, const Fifo& gate)
      : gate_(gate),
        reached_(reached),
        thread_([this, port = daemon.port(), body = project.request()] { run(port, body); }) {
    reached.wait_for_a_byte();
  }
  SlowStart(const SlowStart&) = delete;
  SlowStart& operator=(const SlowStart&) = delete;
  ~SlowStart() {
    if (thread_.joinable()) finish();
  }

  // Rethrows what went wrong.
  void end() {
    finish();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void run(std::uint16_t port, const std::string& body) {
    try {
      HttpClient client(port);
      post(client, "/lsp/start", body);
      post(client, "/lsp/stop", body);
    } catch (...) {
      failure_ = std::current_exception();
      reached_.let_through();  // or the constructor waits for ever
    }
  }

  void finish() {
    gate_.let_through();
    thread_.join();
  }

  const Fifo& gate_;
  const Fifo& reached_;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace

void bench_lsp_request(Context& context) {
  const Scratch scratch(context, "lsp-request");
  const LanguageProject project(scratch, "project", json::object());
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  post(client, "/lsp/start", project.request());
  BareLanguageServer bare(context, project);

  const json document{{"uri", project.document_uri()}};
  const json position{{"line", 0}, {"character", 0}};
  const auto hover_body = project.request({{"uri", project.document_uri()}, {"position", position}});
  const auto hover = interleave(
      rounds,
      [&] {
        return median_milliseconds(requests, [&] {
          const auto answer = client.post("/lsp/hover", "application/json", hover_body);
          check(answer.find("name_0") != std::string::npos, answer);
        });
      },
      [&] {
        return median_milliseconds(requests, [&] {
          bare.ask("textDocument/hover", {{"textDocument", document}, {"position", position}});
        });
      });
  context.add(at_most_over({"lsp", "hover, beside a plain client of the same server", "ms"}, hover, 0.5));

  const auto target = "/lsp/document-symbols?" + project.query();
  const auto symbols = interleave(
      rounds,
      [&] {
        return median_milliseconds(requests, [&] {
          const auto answer = client.get(target);
          check(answer.find("name_19") != std::string::npos, answer);
        });
      },
      [&] {
        return median_milliseconds(
            requests, [&] { bare.ask("textDocument/documentSymbol", {{"textDocument", document}}); });
      });
  context.add(at_most_over({"lsp", "document symbols, beside a plain client of the same server", "ms"},
                           symbols, 0.5));
}

void bench_lsp_second_start(Context& context) {
  const Scratch scratch(context, "lsp-second-start");
  const Fifo gate((scratch / "gate").string());
  const Fifo reached((scratch / "reached").string());
  const json waiting{{{"write", reached.path()}, {"text", "x"}}, {{"gate", gate.path()}}, {{"usual", 1}}};
  const LanguageProject slow(scratch, "slow", {{"on", {{"initialize", waiting}}}});
  const LanguageProject quick(scratch, "quick", json::object());
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const auto beside_a_slow_one = [&] {
    SlowStart first(daemon, slow, reached, gate);
    const auto taken = start_milliseconds(client, quick);
    first.end();
    return taken;
  };
  const auto alone = [&] { return start_milliseconds(client, quick); };
  context.add(at_most_over({"lsp", "start of a project's server while another's takes long", "ms"},
                           interleave(start_rounds, beside_a_slow_one, alone), 20));
}

}  // namespace toolbox::bench
