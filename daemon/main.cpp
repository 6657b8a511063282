// Builds the daemon by hand, runs it, takes it down.
#include <fcntl.h>
#include <malloc.h>
#include <nss.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/command_run.h"
#include "base/config.h"
#include "base/environment.h"
#include "base/launcher.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/reaper.h"
#include "base/shell.h"
#include "base/tasks.h"
#include "base/users.h"
#include "files/download.h"
#include "files/search_service.h"
#include "files/service.h"
#include "files/upload.h"
#include "general/service.h"
#include "git/service.h"
#include "http/access.h"
#include "http/server.h"
#include "interpreter/code_run.h"
#include "interpreter/service.h"
#include "lsp/service.h"
#include "ports/listeners.h"
#include "process/execute.h"
#include "pty/service.h"
#include "pty/web_page.h"
#include "pty/web_terminal.h"
#include "routes.h"
#include "session/entrypoint_logs.h"
#include "session/service.h"

namespace toolbox {
namespace {

constexpr int could_not_start = 2;

// A static binary that follows the host's nsswitch.conf loads the host's libraries, and crashes. These need
// none.
void use_builtin_name_services() {
  for (const char* database : {"passwd", "group", "shadow", "gshadow", "initgroups", "services", "protocols",
                               "networks", "ethers", "rpc", "netgroup"}) {
    ::__nss_configure_lookup(database, "files");
  }
  ::__nss_configure_lookup("hosts", "files dns");
}

// A descriptor that was closed would go to the first thing that is opened, a socket perhaps, and the log or a
// client's bytes would end up there.
void open_standard_descriptors() {
  while (true) {
    const int fd = ::open("/dev/null", O_RDWR);
    if (fd > STDERR_FILENO) ::close(fd);
    if (fd < 0 || fd > STDERR_FILENO) return;
  }
}

// Whatever the daemon was started with open would leak into every child.
void close_inherited_on_exec() {
  ::syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
}

// Each connection is a descriptor. Children get the old limit back: programs that use select() break
// with a high one.
rlimit raise_open_files() {
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit raised = before;
  raised.rlim_cur = raised.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &raised);
  return before;
}

// Asks the kernel to spare the daemon when memory runs out, where that is allowed. Returns what children get:
// what the daemon had, but not better than the default, and a little worse than the daemon in any case.
std::optional<std::string> protect_from_oom() {
  constexpr int daemon_score = -900;
  constexpr int child_handicap = 100;
  int initial = 0;
  std::ifstream in("/proc/self/oom_score_adj");
  if (!(in >> initial)) return std::nullopt;
  std::ofstream("/proc/self/oom_score_adj") << daemon_score;
  return std::to_string(std::min(1000, std::max(initial, 0) + child_handicap));
}

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string current_directory() {
  const std::unique_ptr<char, decltype(&std::free)> path(::getcwd(nullptr, 0), std::free);
  return path ? path.get() : "/";
}

void say(const std::string& line) {
  const auto written = ::write(STDOUT_FILENO, line.data(), line.size());
  static_cast<void>(written);
}

std::string cannot_listen(const std::string& host, std::uint16_t port,
                          const boost::system::error_code& error) {
  const std::string name = std::to_string(port);
  if (error != asio::error::address_in_use) {
    return "cannot listen on " + host + (host.empty() ? "port " : " port ") + name + ": " + error.message();
  }
  const auto holder = find_port_holder(port);
  return "port " + name + " is taken" +
         (holder ? " by " + holder->name + " (pid " + std::to_string(holder->pid) + ")" : "");
}

using StopSignals = asio::basic_signal_set<Executor>;

// Until SIGTERM, SIGINT or SIGHUP; then everything ends in order.
Task<void> run_until_stopped(asio::io_context& loop, StopSignals& signals, std::vector<Server*> servers,
                             Sessions& sessions, Ptys& ptys, WebTerminals& terminals, Contexts& contexts,
                             LanguageServers& languages, Tasks& tasks, Log& log) {
  const int signal = co_await signals.async_wait(use_task);
  log.info(std::string("stopping: ") + ::strsignal(signal));
  using namespace asio::experimental::awaitable_operators;
  for (auto* server : servers) server->stop();
  const auto deadline = std::chrono::steady_clock::now() + limits::stop_deadline;
  for (auto* server : servers) {
    const auto left = deadline - std::chrono::steady_clock::now();
    co_await server->drained(
        std::max(std::chrono::duration_cast<std::chrono::milliseconds>(left), std::chrono::milliseconds(0)));
  }
  co_await (sessions.end_all() && ptys.end_all() && terminals.end_all() && contexts.end_all() &&
            languages.end_all());
  tasks.cancel_all();
  co_await tasks.drained(limits::stop_deadline);
  loop.stop();
}

int serve(Config config, Environment environment, std::vector<std::string> command) {
  const ChildDefaults child_defaults{raise_open_files(), protect_from_oom()};
  const std::string home = home_directory();
  if (config.home_as_workdir && ::chdir(home.c_str()) != 0) {
    throw StartError{"cannot change to the home directory " + home + ": " + std::strerror(errno)};
  }

  struct sigaction hangup{};
  const bool hangup_ignored = ::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler == SIG_IGN;
  asio::io_context loop(1);
  Log log(config.log);
  for (const auto& warning : config.warnings) log.warn(warning);
  Pool blocking("blocking", limits::blocking_threads);
  Pool walking("walk", limits::walk_threads);
  Pool trees("trees", limits::tree_threads);
  Pool logging("logs", limits::log_threads);
  Pool spawning("spawn", limits::spawn_threads);
  Pool reading("terminals", limits::terminal_threads);
  Pool drawing("screens", limits::screen_threads);
  Tasks tasks(loop, log);
  Cgroups cgroups;
  Reaper reaper(loop);
  tasks.spawn("reaper", reaper.run());
  Launcher launcher({reaper, spawning, blocking, tasks, log, environment, cgroups}, child_defaults,
                    find_shell("/etc/shells", std::getenv("SHELL")));

  General general(environment, blocking, home, current_directory());
  CommandRunner runner(launcher, blocking, tasks);
  Execute execute(runner, launcher.shell(), tasks);
  Files files(blocking, walking, trees, current_directory());
  FileSearch searches(walking);
  Uploads uploads(blocking);
  Downloads downloads(blocking);
  Sessions sessions(loop, launcher, blocking, logging, tasks, log,
                    {home, std::chrono::duration_cast<std::chrono::milliseconds>(config.termination_grace),
                     config.log_limit_mb * limits::MiB});
  PtyServices pty_services{launcher, environment, blocking,           reading, drawing, tasks,
                           log,      home,        current_directory()};
  Ptys ptys(pty_services);
  WebTerminals terminals(pty_services);
  CodeRun code_run(runner);
  Contexts contexts({launcher, blocking, tasks, log, current_directory()}, loop.get_executor());
  environment.when_changed([&contexts] { contexts.environment_changed(); });
  Git git(environment, home, current_directory(), loop.get_executor());
  LanguageServers languages({launcher, blocking, tasks, loop.get_executor(), current_directory(),
                             config.lsp_path, config.lsp_timeout, config.lsp_idle});
  Router router(blocking);
  add_routes(router, {general, execute, files, searches, uploads, downloads, sessions, ptys, code_run,
                      contexts, git, languages});
  Router terminal_router(blocking);
  WebPage terminal_page;
  add_terminal_routes(terminal_router, terminal_page, terminals);

  // Before the ready line, as whoever waits for that may stop the daemon right away.
  StopSignals stop_signals(loop.get_executor(), SIGTERM, SIGINT);
  if (!hangup_ignored) stop_signals.add(SIGHUP);  // its terminal is gone; under nohup it goes on
  const Access access(config.auth_token, host_name());
  std::vector<Server*> servers;
  Server toolbox(loop, router, access, blocking, tasks, log, config.max_connections);
  Server terminal(loop, terminal_router, access, blocking, tasks, log, config.max_connections);
  std::string ready;
  if (config.port) {
    try {
      ready = "Starting toolbox server on port " + std::to_string(toolbox.listen(config.host, *config.port)) +
              "\n";
      servers.push_back(&toolbox);
    } catch (const boost::system::system_error& e) {
      throw StartError{cannot_listen(config.host, *config.port, e.code()) +
                       "; choose another with --port or TOOLBOX_PORT"};
    }
  }
  if (config.terminal_port) {
    try {
      say("Starting web terminal on port " +
          std::to_string(terminal.listen(config.host, *config.terminal_port)) + "\n");
      servers.push_back(&terminal);
    } catch (const boost::system::system_error& e) {
      log.warn("no web terminal: " + cannot_listen(config.host, *config.terminal_port, e.code()) +
               "; choose another with --terminal-port or TOOLBOX_TERMINAL_PORT, or off");
    }
  }
  for (auto* server : servers) server->start();
  if (!ready.empty()) say(ready);
  contexts.open();
  auto finished = [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);  // out of loop.run()
  };
  asio::co_spawn(loop,
                 run_until_stopped(loop, stop_signals, servers, sessions, ptys, terminals, contexts,
                                   languages, tasks, log),
                 finished);
  if (!command.empty()) sessions.start_entrypoint(command);
  int exit_code = 0;
  try {
    loop.run();
  } catch (const std::exception& e) {
    log.error(std::string("ended by an error: ") + e.what());
    exit_code = 1;
  }
  if (tasks.size() > 0 || !ptys.empty() || !terminals.empty() || !contexts.empty()) {
    // Something did not end in time, stuck in the kernel perhaps. Taking its coroutine apart here would touch
    // what is half gone.
    log.close();
    ::_exit(exit_code);
  }
  return exit_code;
}

int start(int argc, char** argv) {
  try {
    auto variables = Environment::of_process();
    Invocation invocation = parse_invocation(argc, argv, variables);
    if (invocation.text) {
      say(*invocation.text);
      return invocation.exit_code;
    }
    for (const char* secret : {"TOOLBOX_AUTH_TOKEN", "TOOLBOX_AUTH_TOKEN_FILE"}) {
      variables.erase(secret);
      // Not only unset: processes of the same user can read where it was, in /proc/<pid>/environ.
      if (char* value = std::getenv(secret)) ::explicit_bzero(value, std::strlen(value));
      ::unsetenv(secret);
    }
    for (int i = 1; i < argc; ++i) {
      const std::string_view argument(argv[i]);
      const bool joined = argument.starts_with("--auth-token=");
      const bool separate = argument == "--auth-token" && i + 1 < argc;
      if (joined)
        ::explicit_bzero(argv[i] + std::strlen("--auth-token="),
                         std::strlen(argv[i] + std::strlen("--auth-token=")));
      if (separate) ::explicit_bzero(argv[i + 1], std::strlen(argv[i + 1]));
    }
    if (invocation.entrypoint_logs) return print_entrypoint_logs(home_directory());
    return serve(std::move(invocation.config), Environment(std::move(variables)),
                 std::move(invocation.command));
  } catch (const StartError& e) {
    std::cerr << "toolboxd: " << e.message << "\n";
  } catch (const std::exception& e) {
    std::cerr << "toolboxd: cannot start: " << e.what() << "\n";
  }
  return could_not_start;
}

}  // namespace
}  // namespace toolbox

int main(int argc, char** argv) {
  toolbox::open_standard_descriptors();
  toolbox::use_builtin_name_services();
  toolbox::close_inherited_on_exec();
  // The first is an error at the write; the others, which would end the daemon, have no meaning for it.
  for (const int signal : {SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM}) ::signal(signal, SIG_IGN);
  // Arenas of their own for the few pool threads would keep memory that they hardly use.
  ::mallopt(M_ARENA_MAX, 1);
  // Fixed, or it grows with what is freed, and large buffers would come from the heap and stay there.
  ::mallopt(M_MMAP_THRESHOLD, static_cast<int>(toolbox::limits::transfer_buffer));
  return toolbox::start(argc, argv);
}
