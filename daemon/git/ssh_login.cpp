#include "git/ssh_login.h"

#include <string_view>

#include "base/api_error.h"
#include "base/utf8.h"
#include "git/ssh_agent.h"
#include "git/ssh_keys.h"

namespace toolbox {
namespace {

constexpr int most_rounds = 8;  // of questions; a host that asks more often does not want the password

// One login: what was tried is told when nothing worked.
class Login {
 public:
  Login(SshLink& link, const SshSettings& settings, const std::optional<std::string>& password)
      : link_(link), session_(link.session()), settings_(settings), password_(password) {}

  // False when nothing that may be tried has worked.
  bool succeed() {
    return attempt([&] { return ::ssh_userauth_none(session_, nullptr); }) || by_public_key() ||
           by_questions() || by_password();
  }

  ApiError failure() const {
    std::string text = "unauthorized: " + settings_.host + " did not let " + settings_.user +
                       " log in by SSH; it takes " + or_nothing(accepted()) +
                       "; tried: " + or_nothing(tried_);
    if (!trouble_.empty()) text += "; " + trouble_;
    return {401, "GIT_AUTH_FAILED", utf8::to_valid(text)};
  }

 private:
  static std::string or_nothing(const std::string& list) { return list.empty() ? "nothing" : list; }
  static void add(std::string& list, const std::string& item) { list += (list.empty() ? "" : ", ") + item; }

  bool takes(int method) const { return (::ssh_userauth_list(session_, nullptr) & method) != 0; }

  std::string accepted() const {
    std::string list;
    if (takes(SSH_AUTH_METHOD_PUBLICKEY)) add(list, "publickey");
    if (takes(SSH_AUTH_METHOD_PASSWORD)) add(list, "password");
    if (takes(SSH_AUTH_METHOD_INTERACTIVE)) add(list, "keyboard-interactive");
    return list;
  }

  // One method of libssh to its end. A host that has had enough of attempts ends the connection, and tells
  // so.
  template <class F>
  bool attempt(F method) {
    const int result = link_.finish(method);
    if (result != SSH_AUTH_ERROR) return result == SSH_AUTH_SUCCESS;
    const std::string error = ::ssh_get_error(session_);
    const char* said = ::ssh_get_disconnect_message(session_);
    if (said == nullptr && ::ssh_is_connected(session_) != 0) return false;  // of this method only
    if (tried_.empty()) throw link_.failure(said != nullptr ? said : error);
    add(trouble_, std::string("it then ended the connection: ") + (said != nullptr ? said : error));
    throw failure();
  }

  bool by_public_key() {
    if (!settings_.public_key || !takes(SSH_AUTH_METHOD_PUBLICKEY)) return false;
    if (by_agent()) return true;
    for (const auto& path : settings_.key_files) {
      if (by_key_file(path)) return true;
    }
    return false;
  }

  bool by_agent() {
    SshAgent agent(settings_.agent);
    UniqueFd connection = agent.take();
    if (!connection) return false;
    add(tried_, "the SSH agent");
    if (::ssh_set_agent_socket(session_, connection.get()) != SSH_OK) return false;
    connection.release();
    return attempt([&] { return ::ssh_userauth_agent(session_, nullptr); });
  }

  bool by_key_file(const std::string& path) {
    const KeyFile file = read_key_file(path);
    if (file.missing && settings_.own_key_files) add(trouble_, path + " does not exist");
    if (!file.trouble.empty()) add(trouble_, path + " " + file.trouble);
    if (!file.key) return false;
    add(tried_, path);
    return attempt([&] { return ::ssh_userauth_publickey(session_, nullptr, file.key.get()); });
  }

  // Every question whose answer is not to be shown gets the password.
  bool by_questions() {
    if (!password_ || !settings_.keyboard_interactive || !takes(SSH_AUTH_METHOD_INTERACTIVE)) return false;
    add(tried_, "the password (keyboard-interactive)");
    for (int round = 0; round < most_rounds; ++round) {
      bool more = false;
      const bool in = attempt([&] {
        const int result = ::ssh_userauth_kbdint(session_, nullptr, nullptr);
        more = result == SSH_AUTH_INFO;
        return result;
      });
      if (in || !more) return in;
      answer();
    }
    return false;
  }

  void answer() {
    const int questions = ::ssh_userauth_kbdint_getnprompts(session_);
    for (int i = 0; i < questions; ++i) {
      char shown = 0;
      ::ssh_userauth_kbdint_getprompt(session_, static_cast<unsigned>(i), &shown);
      ::ssh_userauth_kbdint_setanswer(session_, static_cast<unsigned>(i),
                                      shown != 0 ? "" : password_->c_str());
    }
  }

  bool by_password() {
    if (!password_ || !settings_.password || !takes(SSH_AUTH_METHOD_PASSWORD)) return false;
    add(tried_, "the password");
    return attempt([&] { return ::ssh_userauth_password(session_, nullptr, password_->c_str()); });
  }

  SshLink& link_;
  const ssh_session session_;
  const SshSettings& settings_;
  const std::optional<std::string>& password_;
  std::string tried_;
  std::string trouble_;  // clauses
};

}  // namespace

void log_in(SshLink& link, const SshSettings& settings, const std::optional<std::string>& password) {
  Login login(link, settings, password);
  if (!login.succeed()) throw login.failure();
}

}  // namespace toolbox
