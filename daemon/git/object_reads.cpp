#include "git/object_reads.h"

#include <git2/sys/odb_backend.h>

#include <memory>

#include "git/failure.h"
#include "git/handles.h"
#include "git/operation.h"

namespace toolbox {
namespace {

constexpr int before_all_others = 1000;  // libgit2's own have 1 and 2

// It has no objects: it is asked first, and sends the reader on to those that have.
int read(void**, std::size_t*, git_object_t*, git_odb_backend*, const git_oid*) {
  return Operation::current().guarded([] { return GIT_PASSTHROUGH; });
}

void free_backend(git_odb_backend* backend) {
  delete backend;
}

}  // namespace

void stop_with_operation(git_repository* repository) {
  ObjectDatabase objects;
  check(git_repository_odb(out(objects), repository));
  auto backend = std::make_unique<git_odb_backend>();
  check(git_odb_init_backend(backend.get(), GIT_ODB_BACKEND_VERSION));
  backend->read = read;
  backend->free = free_backend;
  check(git_odb_add_backend(objects.get(), backend.get(), before_all_others));
  backend.release();  // the database's
}

}  // namespace toolbox
