#include "files/walk.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "base/limits.h"
#include "files/paths.h"

namespace toolbox {

// What some entries in a row have contributed, and after it what a directory among them will.
struct Walk::Piece {
  std::string rows;
  std::unique_ptr<Directory> directory;
};

// A directory until all that is below has been visited; its rows go to its parent's piece then.
struct Walk::Directory {
  Directory* parent;
  Piece* into;       // none for the root
  std::string name;  // until it is read
  std::string path;  // from then on
  UniqueFd fd;
  std::vector<DirEntry> entries;
  std::size_t unvisited = 0;               // parts of entries; under the walk's mutex, as
  std::size_t parts = 0;                   // is this: parts and directories below that are not done
  std::vector<std::vector<Piece>> pieces;  // a list for each part; only its worker touches it
};

// A part of a directory's entries to be visited, or a directory to be read.
struct Walk::Job {
  Directory* directory;
  std::optional<std::size_t> part;
};

namespace {

constexpr std::size_t part_size = 64;  // entries: enough to be worth a lock, few enough to be shared out

}  // namespace

bool WalkState::too_large() const {
  return answer_size > limits::max_walk_answer;
}

bool Rows::add_json(const std::string& json) {
  text_ += json;
  text_ += ',';
  state_.answer_size += json.size() + 1;
  if (state_.too_large()) state_.stop = true;
  return !state_.stop;
}

Walk::Walk(std::string path, UniqueFd root, std::string head, WalkState& state,
           std::vector<std::unique_ptr<Visitor>> visitors)
    : state_(state),
      visitors_(std::move(visitors)),
      root_(std::make_unique<Directory>()),
      rows_(std::move(head)) {
  root_->path = std::move(path);
  root_->fd = std::move(root);
  unread_.push_back(root_.get());
}

Walk::~Walk() = default;

std::string Walk::take_rows() {
  MutexLock lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
  return std::move(rows_);
}

void Walk::start(Pool& pool, std::unique_ptr<PoolJob> done) {
  MutexLock lock(mutex_);
  pool_ = &pool;
  done_ = std::move(done);
  for (std::size_t worker = visitors_.size() - 1; worker > 0; --worker) idle_.push_back(worker);
  post(0);
}

struct Walk::Turn final : PoolJob {
  Turn(Walk& w, std::size_t i) : walk(w), worker(i) {}
  void run() noexcept override { walk.turn(worker); }

  Walk& walk;
  const std::size_t worker;
};

void Walk::post(std::size_t worker) {
  pool_->post(std::make_unique<Turn>(*this, worker));
  ++turns_;
}

// Wakes workers for all jobs but one, which the caller takes.
void Walk::share_jobs() {
  for (std::size_t jobs = visits_.size() + unread_.size(); jobs > 1 && !idle_.empty(); --jobs) {
    post(idle_.back());
    idle_.pop_back();
  }
}

void Walk::turn(std::size_t worker) noexcept {
  std::exception_ptr failure;
  try {
    work(worker);
  } catch (...) {
    failure = std::current_exception();
  }
  std::unique_ptr<PoolJob> done;
  {
    MutexLock lock(mutex_);
    if (failure) {
      failure_ = failure;
      state_.stop = true;
    }
    if (--turns_ == 0) done = std::move(done_);
  }
  if (done) done->run();  // the walk may be gone from here on
}

void Walk::work(std::size_t worker) {
  const auto deadline = Clock::now() + limits::walk_turn;
  while (!state_.stop) {
    if (Clock::now() >= deadline) {
      MutexLock lock(mutex_);
      return post(worker);
    }
    const auto job = next_job(worker);
    if (!job) return;
    run(*job, *visitors_[worker]);
  }
}

// Nothing when there is none; the worker is idle then.
std::optional<Walk::Job> Walk::next_job(std::size_t worker) {
  MutexLock lock(mutex_);
  std::optional<Job> job;
  if (!visits_.empty()) {
    job = visits_.back();
    visits_.pop_back();
  } else if (!unread_.empty()) {
    job = Job{unread_.back(), std::nullopt};
    unread_.pop_back();
  } else {
    idle_.push_back(worker);
  }
  return job;
}

void Walk::run(const Job& job, Visitor& visitor) {
  if (job.part) {
    visit(job, visitor);
  } else {
    read(*job.directory);
  }
  part_done(job.directory);
}

// By path, not by the parent's descriptor, which would have to be kept open for all that is below.
void Walk::read(Directory& directory) {
  if (directory.parent != nullptr) {
    directory.path = join_path(directory.parent->path, directory.name);
    directory.fd.reset(
        ::open(directory.path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  }
  if (directory.fd) static_cast<void>(sorted_entries(directory.fd.get(), directory.entries));
  const std::size_t parts = (directory.entries.size() + part_size - 1) / part_size;
  directory.pieces.resize(parts);
  if (parts == 0) directory.fd.reset();
  MutexLock lock(mutex_);
  directory.unvisited = parts;
  directory.parts = parts + 1;  // and this reading
  for (std::size_t part = parts; part > 0; --part) visits_.push_back({&directory, part - 1});
  share_jobs();
}

void Walk::visit(const Job& job, Visitor& visitor) {
  Directory& directory = *job.directory;
  auto& pieces = directory.pieces[*job.part];
  pieces.emplace_back();
  const auto begin = directory.entries.begin() + static_cast<std::ptrdiff_t>(*job.part * part_size);
  const auto left = directory.entries.end() - begin;
  for (auto it = begin; it != begin + std::min<std::ptrdiff_t>(left, part_size) && !state_.stop; ++it) {
    Rows rows(pieces.back().rows, state_);
    visitor.visit({directory.fd.get(), directory.path, it->name, it->type}, rows);
    if (it->type != DT_DIR) continue;
    pieces.back().directory = std::make_unique<Directory>();
    pieces.back().directory->parent = &directory;
    pieces.back().directory->name = std::move(it->name);
    pieces.emplace_back();
  }
  MutexLock lock(mutex_);
  for (auto it = pieces.rbegin(); it != pieces.rend(); ++it) {
    if (!it->directory) continue;
    it->directory->into = &*it;  // the list does not move any more
    unread_.push_back(it->directory.get());
    ++directory.parts;
  }
  if (--directory.unvisited == 0) {
    directory.fd.reset();
    directory.entries = {};
  }
  share_jobs();
}

// Directories that are complete give their rows to what they are in, upwards.
void Walk::part_done(Directory* directory) {
  while (directory != nullptr) {
    {
      MutexLock lock(mutex_);
      if (--directory->parts > 0) return;
    }
    std::string& into = directory->into != nullptr ? directory->into->rows : rows_;
    for (auto& pieces : directory->pieces) {
      for (auto& piece : pieces) into += piece.rows;
    }
    Directory* const parent = directory->parent;
    if (directory->into != nullptr) directory->into->directory.reset();
    directory = parent;
  }
}

namespace {

// Resumes the coroutine that waits for the walk.
template <class Handler>
struct Resume final : PoolJob {
  Resume(Handler h, const Executor& executor) : handler(std::move(h)), guard(executor) {}
  void run() noexcept override { asio::post(guard.get_executor(), std::move(handler)); }

  Handler handler;
  asio::executor_work_guard<Executor> guard;
};

}  // namespace

Task<void> run_walk(Pool& pool, WalkState& state, Walk& walk) {
  const auto executor = co_await asio::this_coro::executor;
  auto start = [&](auto handler) {
    auto cancellation = asio::get_associated_cancellation_slot(handler);
    if (cancellation.is_connected()) {
      cancellation.assign([&state](asio::cancellation_type) { state.stop = true; });
    }
    walk.start(pool, std::make_unique<Resume<decltype(handler)>>(std::move(handler), executor));
  };
  co_await asio::async_initiate<decltype(use_task), void()>(start, use_task);
}

}  // namespace toolbox
