#include "http/liveness.h"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <utility>

#include "base/limits.h"

namespace toolbox {

Liveness::Liveness(Socket& socket, Deadlines& deadlines, std::function<void()> ping,
                   std::function<void()> dropped)
    : socket_(socket),
      deadlines_(deadlines),
      ping_(std::move(ping)),
      dropped_(std::move(dropped)),
      silence_(*this, &Liveness::silence_over),
      write_(*this, &Liveness::stalled) {}

void Liveness::start() {
  acknowledged_ = acknowledged();
  deadlines_.arm(silence_, Wait::silence);
}

void Liveness::stop() {
  Deadlines::disarm(silence_);
  Deadlines::disarm(write_);
}

void Liveness::received(std::size_t bytes) {
  if (bytes == 0) return;
  pinged_ = false;
  if (!closing_ && silence_.is_linked()) deadlines_.arm(silence_, Wait::silence);
}

void Liveness::write_begins() {
  writing_ = true;
  deadlines_.arm(write_, Wait::write);
}

void Liveness::write_ended(std::size_t bytes) {
  writing_ = false;
  handed_over_ += bytes;
  Deadlines::disarm(write_);
  if (closing_ && !hurry_ && silence_.is_linked()) deadlines_.arm(silence_, Wait::closing);
}

void Liveness::reading(bool on) {
  if (on && !reading_) pinged_ = false;  // the answer may wait among what was not read
  reading_ = on;
}

void Liveness::closing(bool hurry) {
  closing_ = true;
  hurry_ = hurry;
  deadlines_.arm(silence_, Wait::closing);
}

void Liveness::silence_over() {
  if (closing_) {
    if (hurry_ || !writing_) return drop("no answer to the close");
    return deadlines_.arm(silence_, Wait::closing);
  }
  deadlines_.arm(silence_, Wait::silence);
  if (unreachable()) return drop("its system does not answer");
  if (writing_) return;
  if (!reading_) return ping_();  // only its system can answer, which unreachable() looks at
  // An empty ping, which the system of a client, or a proxy, acknowledges too, is two bytes.
  constexpr std::uint64_t ping_size = 2;
  const std::uint64_t before = std::exchange(acknowledged_, acknowledged());
  const bool takes_data = acknowledged_ > before + ping_size;
  if (std::exchange(pinged_, true)) {
    if (!takes_data) drop("no answer to a ping");
    return;
  }
  ping_();
}

void Liveness::stalled() {
  drop("it reads nothing");
}

void Liveness::drop(const char* why) {
  verdict_ = why;
  stop();
  dropped_();
  // Not only cancelled: what is just between two operations would begin the next one. What was written still
  // goes out.
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.cancel(ignored);
}

// Whether the client's system itself is silent, though it was asked again and again. That of a client that is
// only slow answers, whatever it can take.
bool Liveness::unreachable() const {
  constexpr unsigned again = 3;
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  // It has closed the connection, behind what is not being read.
  if (!reading_ && (info.tcpi_state == TCP_CLOSE_WAIT || info.tcpi_state == TCP_CLOSE)) return true;
  return (info.tcpi_retransmits >= again || info.tcpi_probes >= again) &&
         std::chrono::milliseconds(info.tcpi_last_ack_recv) >= limits::ws_unreachable;
}

// Where the system does not tell, what it took counts as acknowledged.
std::uint64_t Liveness::acknowledged() const {
  int queued = 0;
  if (::ioctl(descriptor(), SIOCOUTQ, &queued) != 0) queued = 0;
  return handed_over_ - std::min<std::uint64_t>(handed_over_, static_cast<std::uint64_t>(queued));
}

}  // namespace toolbox
