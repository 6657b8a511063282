#include "multipart.h"

namespace toolbox::bench {
namespace {

const std::string boundary = "----toolboxd-bench-5d1f8a63c2e94b70";

std::string part_start(const std::string& disposition) {
  return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n";
}

}  // namespace

std::string multipart_type() {
  return "multipart/form-data; boundary=" + boundary;
}

std::string text_part(const std::string& field, const std::string& text) {
  return part_start("name=\"" + field + "\"") + "\r\n" + text + part_end();
}

std::string file_part(const std::string& field, const std::string& file_name) {
  return part_start("name=\"" + field + "\"; filename=\"" + file_name + "\"") +
         "Content-Type: application/octet-stream\r\n\r\n";
}

std::string part_end() {
  return "\r\n";
}

std::string multipart_end() {
  return "--" + boundary + "--\r\n";
}

}  // namespace toolbox::bench
