// What libgit2's own build system would find out: 64-bit Linux with glibc. The TLS stream and the SSH transport
// are the daemon's (daemon/git), registered at run time, so neither GIT_HTTPS nor GIT_SSH is set.
#ifndef INCLUDE_features_h__
#define INCLUDE_features_h__

#define GIT_THREADS 1
#define GIT_ARCH_64 1
#define GIT_USE_NSEC 1
#define GIT_USE_STAT_MTIM 1
#define GIT_USE_FUTIMENS 1
#define GIT_REGEX_REGCOMP
#define GIT_QSORT_GNU
#define GIT_HTTPPARSER_HTTPPARSER 1
#define GIT_SHA1_COLLISIONDETECT 1
#define GIT_SHA256_BUILTIN 1
#define GIT_COMPRESSION_ZLIB 1
#define GIT_RAND_GETENTROPY 1
#define GIT_RAND_GETLOADAVG 1
#define GIT_IO_POLL 1

#endif
