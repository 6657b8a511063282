#include "git/openssl.h"

#include <openssl/crypto.h>

namespace toolbox {

void start_openssl() {
  // Its configuration may name modules of the host, which a static program cannot load. And pool threads may
  // be at work until the process ends, so nothing is taken from them at exit.
  ::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr);
}

}  // namespace toolbox
