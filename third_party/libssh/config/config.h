/*
 * What libssh's own build system would find out: 64-bit Linux with glibc 2.36 and OpenSSL 3.0. Left out on purpose:
 * WITH_EXEC (no ProxyCommand, no Match exec: nothing here starts programs behind the daemon's back), GSSAPI, PKCS#11,
 * FIDO, packet capture; and HAVE_CONSTRUCTOR_ATTRIBUTE, so that who never uses SSH does not pay for its start.
 */
#ifndef TOOLBOXD_LIBSSH_CONFIG_H
#define TOOLBOXD_LIBSSH_CONFIG_H

#define PACKAGE "libssh"
#define VERSION "0.12.2"
#define GLOBAL_CONF_DIR "/etc/ssh"
#define GLOBAL_BIND_CONFIG "/etc/ssh/libssh_server_config"
#define GLOBAL_CLIENT_CONFIG "/etc/ssh/ssh_config"

#define HAVE_ARPA_INET_H 1
#define HAVE_BYTESWAP_H 1
#define HAVE_GLOB_H 1
#define HAVE_IFADDRS_H 1
#define HAVE_SYS_PARAM_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_TERMIOS_H 1
#define HAVE_UNISTD_H 1

#define HAVE_CLOCK_GETTIME 1
#define HAVE_EXPLICIT_BZERO 1
#define HAVE_GETADDRINFO 1
#define HAVE_GLOB 1
#define HAVE_GLOB_GL_FLAGS_MEMBER 1
#define HAVE_ISBLANK 1
#define HAVE_POLL 1
#define HAVE_PTHREAD 1
#define HAVE_SNPRINTF 1
#define HAVE_STRNDUP 1
#define HAVE_STRTOULL 1
#define HAVE_VSNPRINTF 1

#define HAVE_COMPILER__FUNC__ 1
#define HAVE_FALLTHROUGH_ATTRIBUTE 1
#define HAVE_GCC_THREAD_LOCAL_STORAGE 1
#define HAVE_GCC_VOLATILE_MEMORY_PROTECTION 1
#define HAVE_UNUSED_ATTRIBUTE 1

#define HAVE_LIBCRYPTO 1
#define HAVE_ECC 1
#define HAVE_OPENSSL_AES_H 1
#define HAVE_OPENSSL_DES_H 1
#define HAVE_OPENSSL_ECC 1
#define HAVE_OPENSSL_ECDH_H 1
#define HAVE_OPENSSL_ECDSA_H 1
#define HAVE_OPENSSL_EC_H 1
#define HAVE_OPENSSL_EVP_CHACHA20 1
#define HAVE_OPENSSL_EVP_KDF_CTX 1
#define HAVE_OPENSSL_RAND_PRIV_BYTES 1

#define WITH_GEX 1
#define WITH_SERVER 1
#define WITH_SFTP 1
#define WITH_ZLIB 1

#endif
