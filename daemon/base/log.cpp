#include "base/log.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/sink.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <optional>
#include <thread>

#include "base/limits.h"
#include "base/mutex.h"
#include "base/rotating_file.h"
#include "base/unique_fd.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;

struct Line {
  std::string for_stdout;
  std::string for_file;
};

std::string format(spdlog::formatter& formatter, const spdlog::details::log_msg& message, bool coloured) {
  spdlog::memory_buf_t text;
  formatter.format(message, text);
  std::string out(text.data(), text.size());
  if (!coloured || message.color_range_end <= message.color_range_start) return out;
  const char* colour = message.level >= spdlog::level::err    ? "\x1b[31m"
                       : message.level == spdlog::level::warn ? "\x1b[33m"
                       : message.level == spdlog::level::info ? "\x1b[32m"
                                                              : "\x1b[36m";
  out.insert(message.color_range_end, "\x1b[m");
  out.insert(message.color_range_start, colour);
  return out;
}

}  // namespace

// spdlog's sink: formats in the calling thread, hands over to the writer.
class Log::Impl final : public spdlog::sinks::sink {
 public:
  explicit Impl(const LogConfig& config)
      : stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), coloured_(::isatty(STDOUT_FILENO) == 1) {
    set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%-5l%$ %v");
    if (!config.file.empty()) {
      file_.emplace(config.file, RotatingFile::Limits{config.max_size_mb * limits::MiB, config.max_backups,
                                                      config.max_age_days, config.compress});
    }
  }

  // The writer; it uses `logger`, which is set by then.
  void start() {
    thread_ = std::thread([this] { write_lines(); });
  }

  ~Impl() override {
    {
      MutexLock lock(mutex_);
      stopping_ = true;
    }
    ready_.notify_one();
    const std::uint64_t one = 1;
    const auto written = ::write(stop_.get(), &one, sizeof one);
    static_cast<void>(written);
    if (thread_.joinable()) thread_.join();
  }

  void log(const spdlog::details::log_msg& message) override {
    {
      MutexLock lock(mutex_);
      Line line;
      line.for_file = format(*formatter_, message, false);
      line.for_stdout = format(*formatter_, message, coloured_);
      if (lines_.size() >= limits::log_queue) {
        lines_.pop_front();
        ++dropped_;
      }
      lines_.push_back(std::move(line));
    }
    ready_.notify_one();
  }
  void flush() override {}
  void set_pattern(const std::string& pattern) override {
    set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern));
  }
  void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override {
    MutexLock lock(mutex_);
    formatter_ = std::move(formatter);
  }

  std::unique_ptr<spdlog::logger> logger;

 private:
  void write_lines() {
    ::pthread_setname_np(::pthread_self(), "log");
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
    open_file();
    mutex_.lock();
    for (;;) {
      while (lines_.empty() && !stopping_) mutex_.wait(ready_);
      if (lines_.empty()) break;
      std::deque<Line> batch;
      batch.swap(lines_);
      const std::uint64_t dropped = std::exchange(dropped_, 0);
      mutex_.unlock();
      if (dropped > 0) {
        const std::string note =
            std::to_string(dropped) + " log lines were dropped: the output was too slow\n";
        write_both({note, note});
      }
      for (const Line& line : batch) write_both(line);
      mutex_.lock();
    }
    mutex_.unlock();
  }

  void open_file() {
    if (!file_) return;
    std::string why;
    if (file_->open(why)) return;
    file_.reset();
    logger->warn("the log goes to stdout only: {}", why);
  }

  void write_both(const Line& line) {
    write_stdout(line.for_stdout);
    if (file_) file_->write(line.for_file);
  }

  // A pipe that nobody reads blocks here, not the daemon; once the daemon stops it is given a last while.
  void write_stdout(std::string_view text) {
    while (!text.empty()) {
      std::array<pollfd, 2> fds{{{STDOUT_FILENO, POLLOUT, 0}, {stop_.get(), POLLIN, 0}}};
      ::poll(fds.data(), give_up_ ? 1 : 2, give_up_ ? milliseconds_left() : -1);
      if (fds[0].revents == 0) {
        if (give_up_ && milliseconds_left() == 0) return;
        if (!give_up_ && (fds[1].revents & POLLIN) != 0) give_up_ = Clock::now() + limits::log_stop;
        continue;
      }
      // What a pipe surely takes without blocking once it is writable.
      const ssize_t n = ::write(STDOUT_FILENO, text.data(), std::min<std::size_t>(text.size(), 4096));
      if (n <= 0) return;  // closed: nowhere to say so
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  int milliseconds_left() const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*give_up_ - Clock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(left, 0));
  }

  Mutex mutex_;
  std::condition_variable ready_;
  std::deque<Line> lines_ TOOLBOX_GUARDED_BY(mutex_);
  std::uint64_t dropped_ TOOLBOX_GUARDED_BY(mutex_) = 0;
  bool stopping_ TOOLBOX_GUARDED_BY(mutex_) = false;
  std::unique_ptr<spdlog::formatter> formatter_ TOOLBOX_GUARDED_BY(mutex_);
  UniqueFd stop_;
  const bool coloured_;
  std::optional<RotatingFile> file_;          // the writer's, after construction
  std::optional<Clock::time_point> give_up_;  // the writer's; once the daemon stops
  std::thread thread_;
};

Log::Log(const LogConfig& config) {
  // spdlog wants a shared sink; it is owned here, and outlives the logger that it holds.
  impl_ = std::make_unique<Impl>(config);
  const spdlog::sink_ptr unowned(impl_.get(), [](auto*) {});
  impl_->logger = std::make_unique<spdlog::logger>("toolboxd", unowned);
  impl_->logger->set_level(spdlog::level::from_str(config.level == "error" ? "err" : config.level));
  impl_->start();
}

Log::~Log() = default;

void Log::close() {
  impl_.reset();
}

void Log::debug(std::string_view line) {
  impl_->logger->debug("{}", line);
}
void Log::info(std::string_view line) {
  impl_->logger->info("{}", line);
}
void Log::warn(std::string_view line) {
  impl_->logger->warn("{}", line);
}
void Log::error(std::string_view line) {
  impl_->logger->error("{}", line);
}

}  // namespace toolbox
