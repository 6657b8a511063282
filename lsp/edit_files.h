#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lsp/documents.h"
#include "lsp/edits.h"

namespace toolbox {

// What is known of the files when their edits were asked for.
struct EditBasis {
  std::map<std::string, FileState> known;  // by path
  LineEnds line_ends = LineEnds::protocol;
  std::int64_t asked_at = 0;  // on file_clock(): the others must not have changed since, as far as the
                              // kernel's clock for files tells, which moves in steps of up to 10 ms
};

// Makes the edits in the files: all of them, or none. Modes, owners, line ends and byte order marks stay, a
// link's target is written.
// Throws ApiError 409 when a file is otherwise by now, 403, 404, 507, 422 for edits that contradict each
// other and files in UTF-16. Blocking.
void edit_files(const std::vector<FileEdits>& edits, const EditBasis& basis);

}  // namespace toolbox
