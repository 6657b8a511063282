#pragma once

#include <string>

// The pieces of a multipart/form-data body, to be sent around contents of any size.
namespace toolbox::bench {

std::string multipart_type();
std::string text_part(const std::string& field, const std::string& text);
// What precedes the content; part_end() follows it.
std::string file_part(const std::string& field, const std::string& file_name);
std::string part_end();
std::string multipart_end();

}  // namespace toolbox::bench
