#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"

namespace toolbox {

struct DownloadParams : FromQuery {
  std::string path;
};
template <class V>
void fields(V& v, DownloadParams& m) {
  v("path", m.path);
}

struct BulkDownloadParams {
  std::vector<std::string> paths;
};
template <class V>
void fields(V& v, BulkDownloadParams& m) {
  v("paths", m.paths);
}

struct UploadParams : FromQuery {
  std::string path;
  std::optional<bool> fsync;
};
template <class V>
void fields(V& v, UploadParams& m) {
  v("path", m.path);
  v("fsync", m.fsync);
}

struct BulkUploadParams : FromQuery {
  std::optional<bool> fsync;
};
template <class V>
void fields(V& v, BulkUploadParams& m) {
  v("fsync", m.fsync);
}

struct UploadedFile {
  std::string name;
  std::string path;
  std::string type = "file";
};
template <class V>
void fields(V& v, UploadedFile& m) {
  v("name", m.name);
  v("path", m.path);
  v("type", m.type);
}

struct BulkUploadedFile {
  std::string path;
  std::uint64_t bytes = 0;
};
template <class V>
void fields(V& v, BulkUploadedFile& m) {
  v("path", m.path);
  v("bytes", m.bytes);
}

struct BulkUploadReply {
  std::vector<BulkUploadedFile> files;
  std::size_t size() const { return files.size(); }  // long ones are encoded off the loop
};
template <class V>
void fields(V& v, BulkUploadReply& m) {
  v("files", m.files);
}

}  // namespace toolbox
