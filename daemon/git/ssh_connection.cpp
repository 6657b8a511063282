#include "git/ssh_connection.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <new>

#include "base/api_error.h"
#include "base/limits.h"
#include "git/connect.h"
#include "git/operation.h"
#include "git/ssh_host_key.h"
#include "git/ssh_login.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

SshConnection::SshConnection(const SshAddress& address, const RemoteLogin& login, const std::string& program)
    : program_(program) {
  start(address, login);
  run(ssh_command(program, address.path));
}

void SshConnection::start(const SshAddress& address, const RemoteLogin& login) {
  const SshSettings settings = read_ssh_config(link_.session(), address, login);
  host_ = settings.host;
  prefer_known_host_keys(link_.session(), settings);
  link_.start(connect_to(settings.host, std::to_string(settings.port)), settings.host);
  const bool trusted = check_host_key(link_, settings);
  const auto& password = address.password ? address.password : login.password;
  log_in(link_, settings, trusted ? password : std::nullopt);
}

void SshConnection::run(const std::string& command) {
  channel_.reset(::ssh_channel_new(link_.session()));
  if (!channel_) throw std::bad_alloc();
  if (link_.finish([&] { return ::ssh_channel_open_session(channel_.get()); }) != SSH_OK)
    throw link_.failure();
  if (link_.finish([&] { return ::ssh_channel_request_exec(channel_.get(), command.c_str()); }) != SSH_OK) {
    throw link_.failure("it does not run " + program_ + ": " + ::ssh_get_error(link_.session()));
  }
}

std::size_t SshConnection::read(std::span<char> buffer) {
  flush();
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(buffer.size(), limits::MiB));
  auto deadline = Clock::now() + limits::git_stall;
  while (true) {
    // First, as every call takes in what has arrived, for stdout too: that is looked for right before the
    // wait.
    if (hear_stderr()) deadline = Clock::now() + limits::git_stall;
    const int count = ::ssh_channel_read_nonblocking(channel_.get(), buffer.data(), size, 0);
    if (count > 0) {
      answered_ = true;
      return static_cast<std::size_t>(count);
    }
    if (ended()) {
      if (::ssh_channel_poll(channel_.get(), 0) > 0) continue;
      const RemoteEnd how = end();
      if (how.status == 0U && answered_) return 0;
      throw remote_failure(host_, program_, how, words_);
    }
    if (count < 0 && count != SSH_AGAIN) fail();
    if (!link_.wait(deadline)) throw link_.failure("it has sent nothing for too long");
  }
}

void SshConnection::write(std::string_view data) {
  unsent_ += data;
  if (unsent_.size() >= limits::git_ssh_write) flush();
}

void SshConnection::flush() {
  auto deadline = Clock::now() + limits::git_stall;
  std::string_view rest = unsent_;
  while (!rest.empty()) {
    const bool heard = hear_stderr();  // first, as in read(): what arrives may be leave to send more
    const int count =
        ::ssh_channel_write(channel_.get(), rest.data(), static_cast<std::uint32_t>(rest.size()));
    if (count < 0 && count != SSH_AGAIN) fail();
    rest.remove_prefix(static_cast<std::size_t>(std::max(count, 0)));
    if (heard || count > 0) deadline = Clock::now() + limits::git_stall;
    if (!rest.empty() && !link_.wait(deadline)) throw link_.failure("it has taken nothing for too long");
  }
  unsent_.clear();
}

bool SshConnection::ended() const {
  return ::ssh_channel_is_eof(channel_.get()) != 0 || ::ssh_channel_is_closed(channel_.get()) != 0;
}

// Keeps the beginning of what the program complains of. True when there was something.
bool SshConnection::hear_stderr() {
  char text[1024];
  bool heard = false;
  while (true) {
    const int count = ::ssh_channel_read_nonblocking(channel_.get(), text, sizeof text, 1);
    if (count <= 0) return heard;
    heard = true;
    Operation::current().check_stopped();  // a host may write without end
    const auto room = limits::git_remote_words - words_.size();
    words_.append(text, std::min(static_cast<std::size_t>(count), room));
  }
}

// Until the host has told how the program ended, or never will.
void SshConnection::await_end() {
  const auto deadline = Clock::now() + limits::git_connect;
  while (::ssh_channel_get_exit_state(channel_.get(), nullptr, nullptr, nullptr) == SSH_AGAIN &&
         ::ssh_channel_is_closed(channel_.get()) == 0 && ::ssh_is_connected(link_.session()) != 0) {
    if (!link_.wait(deadline)) return;
    hear_stderr();
  }
}

RemoteEnd SshConnection::end() {
  await_end();
  hear_stderr();
  RemoteEnd how;
  std::uint32_t status = 0;
  char* signal = nullptr;
  if (::ssh_channel_get_exit_state(channel_.get(), &status, &signal, nullptr) != SSH_OK) return how;
  const std::unique_ptr<char, decltype(&std::free)> owner(signal, &std::free);
  if (signal != nullptr) {
    how.signal = signal;
  } else {
    how.status = status;
  }
  return how;
}

// For a channel that takes or gives nothing any more: by the program's end, or by the connection's.
void SshConnection::fail() {
  if (::ssh_is_connected(link_.session()) == 0) throw link_.failure();
  if (!ended()) throw link_.failure();
  const RemoteEnd how = end();
  throw remote_failure(host_, program_, how, words_);
}

void SshConnection::goodbye(std::string_view last) noexcept {
  if (::ssh_is_connected(link_.session()) == 0 || ::ssh_channel_is_open(channel_.get()) == 0) return;
  if (unsent_.empty() && !last.empty()) {
    ::ssh_channel_write(channel_.get(), last.data(), static_cast<std::uint32_t>(last.size()));
  }
  ::ssh_channel_send_eof(channel_.get());
}

}  // namespace toolbox
