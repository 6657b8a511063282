#include "files/service.h"

#include <utility>

#include "base/offload.h"
#include "base/path_error.h"
#include "files/list.h"
#include "files/move.h"
#include "files/paths.h"
#include "files/permissions.h"
#include "files/remove.h"

namespace toolbox {

Task<Response> Files::list(ListParams params, const Request& request) {
  std::string path = std::move(params.path).value_or("");
  if (path.empty()) path = ".";
  check_path(path);
  const std::int64_t depth = params.depth.value_or(1);
  if (depth < 1) throw ApiError::bad_request("bad request: depth must be at least 1");
  path = absolute_path(work_dir_, path);
  StopFlag stop = false;
  const bool strict = request.client.strict_decoder();
  // Encoded in the same job: large lists that wait for that would pile up, one a client.
  auto work = [&] { return encode(list_directory(path, depth, stop), strict); };
  co_return Response::json(200, co_await offload(depth == 1 ? blocking_ : walking_, std::move(work), &stop));
}

Task<FileInfo> Files::info(PathParams params) {
  check_path(params.path);
  auto work = [path = absolute_path(work_dir_, params.path)] { return file_info(path); };
  co_return co_await offload(blocking_, std::move(work));
}

Task<Created> Files::create_folder(FolderParams params) {
  check_path(params.path);
  const std::string text = params.mode.value_or("");
  const auto mode = text.empty() ? 0755 : parse_mode(text);
  if (!mode) throw ApiError::bad_request("bad request: invalid mode format");
  auto work = [path = clean_path(params.path), mode] { make_folder(path, *mode); };
  co_await offload(blocking_, std::move(work));
  co_return Created{};
}

Task<NoContent> Files::remove(RemoveParams params) {
  check_path(params.path);
  const bool recursive = params.recursive.value_or(false);
  StopFlag stop = false;
  auto work = [&stop, path = clean_path(params.path), recursive] { remove_path(path, recursive, stop); };
  co_await offload(recursive ? changing_ : blocking_, std::move(work), &stop);
  co_return NoContent{};
}

Task<void> Files::move(MoveParams params) {
  check_path(params.source);
  check_path(params.destination);
  const std::string source = clean_path(params.source);
  const std::string destination = clean_path(params.destination);
  auto rename = [&] { return move_path(source, destination); };
  if (co_await offload(blocking_, std::move(rename)) == Moved::done) co_return;
  StopFlag stop = false;
  auto copy = [&] { move_by_copy(source, destination, stop); };
  co_await offload(changing_, std::move(copy), &stop);
}

Task<void> Files::set_permissions(PermissionsParams params) {
  check_path(params.path);
  auto work = [params = std::move(params)] {
    toolbox::set_permissions(params.path, parse_permissions(params.mode, params.owner, params.group));
  };
  co_await offload(blocking_, std::move(work));
}

}  // namespace toolbox
