#pragma once
#include "base/pool.h"
#include "base/task.h"
#include "files/transfer_messages.h"
#include "http/message.h"

namespace toolbox {

// Files that come in. Bodies are written as they arrive, in bounded memory; a file appears at its path when
// all of it is there. Loop thread only.
class Uploads {
 public:
  explicit Uploads(Pool& pool) : pool_(pool) {}

  // The form's field `file`.
  Task<void> upload(UploadParams params, Upload upload);

  // The form's field `file`, or the body itself when it is no form. Makes missing parents.
  Task<UploadedFile> upload_v2(UploadParams params, Upload upload);

  // Any number of files: `files[N].path`, later `files[N].file`. Makes missing parents.
  Task<BulkUploadReply> bulk_upload(BulkUploadParams params, Upload upload);

 private:
  Pool& pool_;
};

}  // namespace toolbox
