#include "bare_worker.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "daemon.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

using Json = nlohmann::json;

constexpr std::size_t header_size = 4;  // of a frame: the length, its lowest byte first

std::string program(const char* name) {
  return read_file(std::filesystem::path(TOOLBOXD_SOURCE_DIR) / "daemon/interpreter/python" / name);
}

ProcessSpec spec_of(const Context& context, int output, int errors, int channel) {
  ProcessSpec spec{
      {python_program(), "-c", program("boot.py")}, daemon_environment(context), context.work, output};
  spec.errors = errors;
  spec.channel = channel;
  return spec;
}

}  // namespace

BareWorker::BareWorker(const Context& context)
    : channel_(make_socket_pair()),
      output_(make_pipe()),
      errors_(make_pipe()),
      process_(spec_of(context, output_.write_end.get(), errors_.write_end.get(), channel_.theirs.get())) {
  channel_.theirs.reset();
  output_.write_end.reset();
  errors_.write_end.reset();
  std::string worker;
  for (const auto* file : {"channel.py", "streams.py", "worker.py", "errors.py", "rich.py", "imports.py",
                           "library.py", "floods.py"}) {
    worker += program(file);
  }
  send_frame(worker);
  send_frame(program("charts.py") + program("charts_axes.py"));
  if (const auto said = receive_frame(); Json::parse(said).at("op") != "ready") {
    throw std::runtime_error("the worker said " + said);
  }
}

void BareWorker::run(const std::string& code) {
  send_frame(
      Json{{"op", "run"}, {"id", ++runs_}, {"code", code}, {"envs", Json::object()}, {"rich", false}}.dump());
  const auto said = receive_frame();
  const auto done = Json::parse(said);
  if (done.at("op") != "done" || done.at("id") != runs_ || done.contains("error")) {
    throw std::runtime_error("the worker said " + said);
  }
}

void BareWorker::send_frame(std::string_view content) const {
  std::string frame;
  for (std::size_t i = 0; i < header_size; ++i) frame += static_cast<char>(content.size() >> 8 * i);
  frame += content;
  send_all(channel_.ours.get(), frame);
}

std::string BareWorker::receive_frame() const {
  const auto receive_exactly = [&](char* buffer, std::size_t size) {
    while (size > 0) {
      const auto got = receive(channel_.ours.get(), buffer, size);
      if (got == 0) throw std::runtime_error("the worker ended early");
      buffer += got;
      size -= got;
    }
  };
  std::array<unsigned char, header_size> header{};
  receive_exactly(reinterpret_cast<char*>(header.data()), header.size());
  std::size_t size = 0;
  for (std::size_t i = header_size; i-- > 0;) size = size << 8 | header[i];
  std::string content(size, '\0');
  receive_exactly(content.data(), size);
  return content;
}

}  // namespace toolbox::bench
