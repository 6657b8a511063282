#pragma once
#include <cstdint>
#include <functional>

#include "http/connection.h"

namespace toolbox {

// Tells a WebSocket's client that is gone from one that is only silent or slow, and drops it: shuts
// the socket down, at which whatever goes on on it ends.
//
// A silent client gets a ping. One that then still sends nothing is gone, unless it takes data: a ping may
// wait in a long queue. While the socket is full, no ping can be sent, and the client is dropped when nothing
// moves for limits::write_stall, or earlier when not even its system answers. Nor is it heard while the
// daemon does not read, but its system is. Loop thread only.
class Liveness {
 public:
  // ping: starts sending one; called only while nothing is being written. dropped: is told that the client
  // was.
  Liveness(
      Socket& socket, Deadlines& deadlines, std::function<void()> ping,
      std::function<void()> dropped = [] {});
  Liveness(const Liveness&) = delete;
  Liveness& operator=(const Liveness&) = delete;

  void start();
  void stop();

  void received(std::size_t bytes);
  void write_begins();
  void write_ended(std::size_t bytes);
  bool writing() const { return writing_; }

  // on: while the daemon itself does not read, silence means nothing.
  void reading(bool on);

  // From the last write on, the client has limits::ws_close to answer; it may still be slow in taking what
  // was written before, unless `hurry`.
  void closing(bool hurry);

  // Why it was dropped; empty while it was not.
  const char* verdict() const { return verdict_; }

  // What is done when Wait::silence, then Wait::closing, is over.
  void silence_over();

 private:
  struct Alarm final : Deadlines::Entry {
    Alarm(Liveness& l, void (Liveness::*f)()) : owner(l), over(f) {}
    void expired() override { (owner.*over)(); }
    Liveness& owner;
    void (Liveness::*over)();
  };

  void stalled();
  void drop(const char* why);
  int descriptor() const { return socket_.native_handle(); }
  std::uint64_t acknowledged() const;
  bool unreachable() const;

  Socket& socket_;
  Deadlines& deadlines_;
  const std::function<void()> ping_;
  const std::function<void()> dropped_;
  Alarm silence_;
  Alarm write_;
  std::uint64_t handed_over_ = 0;   // bytes that the system took
  std::uint64_t acknowledged_ = 0;  // of these, at the last look
  bool writing_ = false;
  bool reading_ = true;
  bool pinged_ = false;  // and nothing heard since
  bool closing_ = false;
  bool hurry_ = false;
  const char* verdict_ = "";
};

}  // namespace toolbox
