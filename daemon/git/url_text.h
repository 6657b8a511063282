#pragma once
#include <string>
#include <string_view>

namespace toolbox {

// The bytes that %XX in a URL stands for. As git does it: what is no escape stays, and so does %00.
std::string url_decoded(std::string_view text);

// ASCII letters in lower case, as schemes, hosts and the names of settings are compared.
std::string lower_case(std::string_view text);

}  // namespace toolbox
