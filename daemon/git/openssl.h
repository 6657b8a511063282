#pragma once

namespace toolbox {

// Starts OpenSSL, before anything else of it is used, libssh included; later calls do nothing. Any thread.
void start_openssl();

}  // namespace toolbox
