#pragma once
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"
#include "base/mutex.h"
#include "base/offload.h"
#include "base/unique_fd.h"
#include "files/directory.h"

namespace toolbox {

// What all workers of one request share. Any thread.
struct WalkState {
  StopFlag stop = false;
  std::atomic<std::size_t> answer_size = 0;

  bool too_large() const;  // the answer, past limits::max_walk_answer: then the walk has stopped, too
};

// Where visits write the rows of the answer: a JSON list's, encoded at once and each with a comma behind it.
class Rows {
 public:
  Rows(std::string& text, WalkState& state) : text_(text), state_(state) {}

  // False when the walk is to stop.
  template <class T>
  bool add(const T& row) {
    return add_json(encode(row));
  }

 private:
  bool add_json(const std::string& json);

  std::string& text_;
  WalkState& state_;
};

// One entry of a directory, during a visit.
struct WalkEntry {
  int dir_fd;                    // the directory, open
  const std::string& directory;  // its path
  const std::string& name;
  unsigned char type;  // DT_REG, DT_DIR …
};

// What is done with each entry. A visitor is used by one thread at a time.
class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual void visit(const WalkEntry& entry, Rows& rows) = 0;
};

// Visits everything below a directory, on as many threads as there are visitors, and puts the rows together
// in path order, level by level: a, a/x, a.txt. Links are not followed. What vanishes, cannot be read, or has
// a longer path than the system takes is passed by. Holds the rows and the directories that are not finished,
// and has as many of them open as there are workers, whatever the tree's size.
class Walk {
 public:
  // path: clean; the paths of entries begin with it. root: that directory. head: what the rows follow.
  Walk(std::string path, UniqueFd root, std::string head, WalkState& state,
       std::vector<std::unique_ptr<Visitor>> visitors);
  ~Walk();

  // Begins; `done` is run on a thread of the pool when nothing is left to do, or, once the walk is to stop,
  // when nobody works on it any more. The walk has to stay until then.
  void start(Pool& pool, std::unique_ptr<PoolJob> done);

  // The head and all rows, once it is done. Throws what went wrong.
  std::string take_rows();

 private:
  using Clock = std::chrono::steady_clock;
  struct Directory;
  struct Piece;
  struct Job;
  struct Turn;

  void turn(std::size_t worker) noexcept;
  void work(std::size_t worker);
  std::optional<Job> next_job(std::size_t worker);
  void run(const Job& job, Visitor& visitor);
  void read(Directory& directory);
  void visit(const Job& job, Visitor& visitor);
  void part_done(Directory* directory);
  void share_jobs() TOOLBOX_REQUIRES(mutex_);
  void post(std::size_t worker) TOOLBOX_REQUIRES(mutex_);

  WalkState& state_;
  const std::vector<std::unique_ptr<Visitor>> visitors_;
  std::unique_ptr<Directory> root_;
  std::string rows_;
  Pool* pool_ = nullptr;

  Mutex mutex_;
  std::vector<Job> visits_ TOOLBOX_GUARDED_BY(mutex_);         // of entries of open directories: these first
  std::vector<Directory*> unread_ TOOLBOX_GUARDED_BY(mutex_);  // the last one first: depth before width
  std::vector<std::size_t> idle_ TOOLBOX_GUARDED_BY(mutex_);   // workers without a job: they hold no thread
  std::size_t turns_ TOOLBOX_GUARDED_BY(mutex_) = 0;           // in the pool, waiting or under way
  std::unique_ptr<PoolJob> done_ TOOLBOX_GUARDED_BY(mutex_);
  std::exception_ptr failure_ TOOLBOX_GUARDED_BY(mutex_);
};

// Runs it to its end, or until it is told to stop, which cancellation does.
Task<void> run_walk(Pool& pool, WalkState& state, Walk& walk);

}  // namespace toolbox
