#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lsp/watchers.h"

namespace toolbox {

// Where Python packages are installed for a project, and when something was last installed there or removed.
struct PythonPackages {
  std::string python;                           // of the project's virtual environment; empty without one
  std::map<std::string, std::int64_t> changed;  // ns, by directory

  bool operator==(const PythonPackages&) const = default;

  // Whether something has come or gone since `before`; a directory that was not looked at then tells nothing.
  bool differ_from(const PythonPackages& before) const;
};

// Those of the project's .venv or venv, and of the directories outside of the project that the server wants
// to hear of, which are those of its interpreter. A few system calls. Blocking.
PythonPackages python_packages(const std::string& root, const std::vector<Watcher>& watchers);

}  // namespace toolbox
