#pragma once
#include <string>
#include <vector>

#include "base/pool.h"
#include "base/task.h"
#include "files/file_info.h"
#include "files/messages.h"
#include "http/message.h"

namespace toolbox {

// Single files and directories: what they are, and changing that without touching content. What goes
// through trees ends when its client is gone. Loop thread only.
class Files {
 public:
  // blocking: for what is quick; walking: for what reads trees; changing: for what copies and deletes them,
  // which takes longest. work_dir: the daemon's.
  Files(Pool& blocking, Pool& walking, Pool& changing, std::string work_dir)
      : blocking_(blocking), walking_(walking), changing_(changing), work_dir_(std::move(work_dir)) {}

  Task<Response> list(ListParams params, const Request& request);  // [FileInfo]
  Task<FileInfo> info(PathParams params);
  Task<Created> create_folder(FolderParams params);
  Task<NoContent> remove(RemoveParams params);
  Task<void> move(MoveParams params);
  Task<void> set_permissions(PermissionsParams params);

 private:
  Pool& blocking_;
  Pool& walking_;
  Pool& changing_;
  const std::string work_dir_;
};

}  // namespace toolbox
