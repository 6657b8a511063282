#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>

#include "base/api_error.h"
#include "temp_dir.h"

namespace toolbox {

// Sets (or, with nullptr, unsets) an environment variable and puts back what it was.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    change(value);
  }
  ~ScopedVariable() { change(old_ ? old_->c_str() : nullptr); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  void change(const char* value) {
    value == nullptr ? ::unsetenv(name_) : ::setenv(name_, value, 1);
    ::tzset();
  }

  const char* name_;
  std::optional<std::string> old_;
};

// The ApiError that `work` throws; the test fails when it throws none.
template <class Work>
ApiError error_of(Work work) {
  try {
    work();
  } catch (const ApiError& e) {
    return e;
  }
  ADD_FAILURE() << "no ApiError was thrown";
  return {0, "", ""};
}

}  // namespace toolbox
