#include "git/tls_stream.h"

#include <git2/sys/stream.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <climits>
#include <memory>

#include "git/certificates.h"
#include "git/openssl.h"
#include "git/remote_access.h"
#include "git/socket_stream.h"
#include "git/transport.h"

namespace toolbox {
namespace {

using Context = GitHandle<SSL_CTX, SSL_CTX_free>;
using Session = GitHandle<SSL, SSL_free>;

struct TlsStream : git_stream {
  std::string host;
  git_stream* inner = nullptr;
  bool owns_inner = false;
  Context context;
  Session session;
  git_cert certificate_seen{GIT_CERT_NONE};
};

TlsStream& self(git_stream* stream) {
  return *static_cast<TlsStream*>(stream);
}

// OpenSSL's transport is the inner stream, whose calls wait.
int bio_write(BIO* bio, const char* data, int size) {
  auto* inner = static_cast<git_stream*>(BIO_get_data(bio));
  return static_cast<int>(inner->write(inner, data, static_cast<std::size_t>(size), 0));
}

int bio_read(BIO* bio, char* data, int size) {
  auto* inner = static_cast<git_stream*>(BIO_get_data(bio));
  return static_cast<int>(inner->read(inner, data, static_cast<std::size_t>(size)));
}

long bio_control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* bio_method() {
  static BIO_METHOD* const method = [] {
    auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "git stream");
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  return method;
}

void require(bool done) {
  if (!done) throw ApiError::unavailable("TLS cannot be set up: out of memory");
}

std::string last_reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason != nullptr ? reason : "the connection was closed";
}

Context new_context(bool checked) {
  start_openssl();
  Context context(SSL_CTX_new(TLS_client_method()));
  require(context != nullptr);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // HTTP knows where an answer ends, and a pack has its checksum: servers that just close are many.
  SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
  if (!checked) return context;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const auto& access = RemoteAccess::current();
  trust_authorities(context.get(), access.url(), access.config(), Operation::current().settings());
  return context;
}

// Which host's certificate it has to be, and which is asked for.
void set_host(SSL* session, const std::string& host) {
  auto* wanted = SSL_get0_param(session);
  // As curl: what the user trusts need not be a root.
  X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1) return;
  ERR_clear_error();
  std::string name = host;
  if (name.ends_with('.')) name.pop_back();
  X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  require(X509_VERIFY_PARAM_set1_host(wanted, name.c_str(), name.size()) == 1);
  SSL_set_tlsext_host_name(session, name.c_str());
}

[[noreturn]] void handshake_failed(const TlsStream& s) {
  const long verdict = SSL_get_verify_result(s.session.get());
  if (verdict != X509_V_OK && ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    throw transport_failed(
        "the certificate of " + s.host + " is refused: " + X509_verify_cert_error_string(verdict) +
        "; put its authority's certificate into the file that SSL_CERT_FILE names, or skip the check" +
        " with insecure_skip_tls or http.sslVerify");
  }
  const bool no_tls = ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_WRONG_VERSION_NUMBER;
  throw transport_failed("no TLS connection to " + s.host + ": " +
                         (no_tls ? "it does not speak TLS on this port; is it http?" : last_reason()));
}

int connect(git_stream* stream) {
  return failing([&] {
    auto& s = self(stream);
    if (s.owns_inner && s.inner->connect(s.inner) < 0) return -1;
    const bool checked = RemoteAccess::current().checks_certificates();
    s.context = new_context(checked);
    s.session.reset(SSL_new(s.context.get()));
    require(s.session != nullptr);
    set_host(s.session.get(), s.host);
    BIO* bio = BIO_new(bio_method());
    require(bio != nullptr);
    BIO_set_data(bio, s.inner);
    BIO_set_init(bio, 1);
    SSL_set_bio(s.session.get(), bio, bio);
    ERR_clear_error();
    if (SSL_connect(s.session.get()) != 1) handshake_failed(s);
    return 0;
  });
}

int certificate(git_cert** out, git_stream* stream) {
  *out = &self(stream).certificate_seen;  // it has been checked: there is nothing left to look at
  return 0;
}

// What a read or write has come to: its size, 0 at the end, -1 with the failure kept.
ssize_t result_of(const TlsStream& s, int n, const char* what) {
  if (n > 0) return n;
  const int error = SSL_get_error(s.session.get(), n);
  if (error == SSL_ERROR_ZERO_RETURN) return 0;
  throw transport_failed(std::string(what) + " " + s.host + ": " + last_reason());
}

ssize_t read(git_stream* stream, void* data, size_t size) {
  return failing([&] {
    auto& s = self(stream);
    ERR_clear_error();
    const int n = SSL_read(s.session.get(), data, static_cast<int>(std::min<size_t>(size, INT_MAX)));
    return result_of(s, n, "cannot read from");
  });
}

ssize_t write(git_stream* stream, const char* data, size_t size, int) {
  return failing([&] {
    auto& s = self(stream);
    ERR_clear_error();
    const int n = SSL_write(s.session.get(), data, static_cast<int>(std::min<size_t>(size, INT_MAX)));
    return result_of(s, n, "cannot write to");
  });
}

// Without the farewell, for which a peer that is gone would be waited for.
int close(git_stream* stream) {
  auto& s = self(stream);
  s.session.reset();
  s.context.reset();
  return s.owns_inner ? s.inner->close(s.inner) : 0;
}

void free(git_stream* stream) {
  auto& s = self(stream);
  if (s.owns_inner && s.inner != nullptr) s.inner->free(s.inner);
  delete &s;
}

std::unique_ptr<TlsStream> make_stream(const char* host) {
  auto stream = std::make_unique<TlsStream>();
  stream->version = GIT_STREAM_VERSION;
  stream->encrypted = 1;
  stream->connect = connect;
  stream->certificate = certificate;
  stream->read = read;
  stream->write = write;
  stream->close = close;
  stream->free = free;
  stream->host = host;
  return stream;
}

}  // namespace

int new_tls_stream(git_stream** out, const char* host, const char* port) {
  return failing([&] {
    auto stream = make_stream(host);
    if (new_socket_stream(&stream->inner, host, port) < 0) return -1;
    stream->owns_inner = true;
    *out = stream.release();
    return 0;
  });
}

int wrap_in_tls(git_stream** out, git_stream* inner, const char* host) {
  return failing([&] {
    auto stream = make_stream(host);
    stream->inner = inner;
    *out = stream.release();
    return 0;
  });
}

}  // namespace toolbox
