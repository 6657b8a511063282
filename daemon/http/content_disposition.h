#pragma once
#include <string>
#include <string_view>

namespace toolbox {

// A Content-Disposition that carries `filename` twice: in Latin-1, with _ for what that lacks, for old
// clients, and exactly (RFC 8187). kind: what comes before, e.g. `attachment` or `form-data; name="file"`.
std::string content_disposition(std::string_view kind, std::string_view filename);

}  // namespace toolbox
