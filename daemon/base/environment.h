#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toolbox {

// [A-Za-z_][A-Za-z0-9_]*
bool valid_variable_name(std::string_view name);

// Throws ApiError 400 unless all are names and values that an environment can hold.
void check_environment(const std::map<std::string, std::string>& variables);

// The environment that children get: the daemon's own at start, without the daemon's secrets, as
// `POST /env` changes it. Loop thread only.
class Environment {
 public:
  using Variables = std::map<std::string, std::string>;

  explicit Environment(Variables variables) : variables_(std::move(variables)) {}

  // The variables of this process.
  static Variables of_process();

  std::optional<std::string> get(const std::string& name) const;
  void set(const std::string& name, const std::string& value) { variables_[name] = value; }
  void unset(const std::string& name) { variables_.erase(name); }
  const Variables& variables() const { return variables_; }

  // `call` is told when a change is complete.
  void when_changed(std::function<void()> call) { when_changed_ = std::move(call); }
  void changed() const {
    if (when_changed_) when_changed_();
  }

  // "NAME=value" strings, `extra` on top.
  std::vector<std::string> with(const Variables& extra) const;

 private:
  Variables variables_;
  std::function<void()> when_changed_;
};

}  // namespace toolbox
