#pragma once
#include <string>

struct git_config;
struct ssl_ctx_st;

namespace toolbox {

struct GitSettings;

// Makes `context` trust the certificate authorities that are here now: those of GIT_SSL_CAINFO,
// http.sslCAInfo and SSL_CERT_FILE (files) and of GIT_SSL_CAPATH, http.sslCAPath and SSL_CERT_DIR
// (directories); in place of what is not named, those where Linux distributions have theirs. url: the
// remote's, for http.<url>.*. Throws 502 when there are none, naming where they were looked for. Blocking.
void trust_authorities(ssl_ctx_st* context, const std::string& url, git_config* config,
                       const GitSettings& settings);

}  // namespace toolbox
