#pragma once
#include "base/pool.h"
#include "base/task.h"
#include "files/transfer_messages.h"
#include "http/message.h"

namespace toolbox {

// Files that go out. Loop thread only.
class Downloads {
 public:
  explicit Downloads(Pool& pool) : pool_(pool) {}

  // One file, or a range of it, or nothing when the client's copy is new enough.
  Task<Response> download(DownloadParams params, const Request& request);

  // Any number of files as a form, each with its own success or failure.
  Task<Response> bulk_download(BulkDownloadParams params, const Request& request);

 private:
  Pool& pool_;
};

}  // namespace toolbox
