#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "base/unique_fd.h"

namespace toolbox {

// Groups of cgroup v2, one a command, where the daemon may make them: what a command starts can't leave its
// group, whatever it does to its session, parents and environment. Used from the pools' threads.
//
// Not used where the daemon's own group has a memory, processor or process limit: programs look for such a
// limit in their own group, and in a new one below they would no longer find it.
class Cgroups {
  struct Group;

 public:
  // A group that nobody else uses; goes back when it is dropped.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease();

    explicit operator bool() const { return group_ != nullptr; }
    int directory() const;        // for CLONE_INTO_CGROUP
    bool populated() const;       // by living processes
    int events() const;           // a file that polls as exceptional when that changes
    std::string members() const;  // pids, a line each. Blocking.
    void kill_all();              // SIGKILL to every member at one moment. Blocking.

   private:
    friend class Cgroups;
    Lease(Cgroups& owner, std::unique_ptr<Group> group);
    void give_back();

    Cgroups* owner_ = nullptr;
    std::unique_ptr<Group> group_;
  };

  Cgroups() = default;
  ~Cgroups();  // removes the groups that are empty. Blocking.
  Cgroups(const Cgroups&) = delete;
  Cgroups& operator=(const Cgroups&) = delete;

  // An empty lease where groups can't be made. Blocking.
  Lease lease();

 private:
  struct Group {
    std::string name;
    UniqueFd directory;
    UniqueFd events;
    bool killed = false;  // Linux also kills whatever is born later in a group that was killed once
    bool populated() const;
  };
  void prepare() TOOLBOX_REQUIRES(mutex_);
  std::unique_ptr<Group> make_group();
  void give_back(std::unique_ptr<Group> group);
  void sort_in(std::unique_ptr<Group> group) TOOLBOX_REQUIRES(mutex_);
  void sweep() TOOLBOX_REQUIRES(mutex_);

  Mutex returned_mutex_;  // never held during a system call: the loop thread takes it
  std::vector<std::unique_ptr<Group>> returned_ TOOLBOX_GUARDED_BY(returned_mutex_);

  Mutex mutex_;
  bool prepared_ TOOLBOX_GUARDED_BY(mutex_) = false;
  std::string path_;    // of the directory that holds the groups; it and the next are set once
  UniqueFd directory_;  // none where groups can't be made
  std::vector<std::unique_ptr<Group>> idle_ TOOLBOX_GUARDED_BY(mutex_);
  std::deque<std::unique_ptr<Group>> occupied_ TOOLBOX_GUARDED_BY(mutex_);  // by what a command left running
  unsigned made_ TOOLBOX_GUARDED_BY(mutex_) = 0;
};

}  // namespace toolbox
