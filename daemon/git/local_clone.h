#pragma once
#include <optional>
#include <string>

#include "git/handles.h"

namespace toolbox {

// Whether `url` is a path or a file URL.
bool is_local(const std::string& url);

// Gets one reference of such a remote with its history and the tags that point into it. libgit2's own way
// would get all that the remote has, and knows no depth. reference: its full name, "" for a detached HEAD.
// id: what it is there. depth: commits, 0 for all. message: for the reflogs. Throws ApiError.
void fetch_local(git_repository* repository, const std::string& url, const std::string& reference,
                 const git_oid& id, int depth, const std::string& message);

// The reference that HEAD of an empty repository there is; nothing when it can't be told.
std::optional<std::string> local_unborn_branch(const std::string& url);

}  // namespace toolbox
