#pragma once
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

// EVP_CTRL_* go through a function whose pointer argument means different things: one name for each use.
static inline int shim_gcm_tag(EVP_CIPHER_CTX *context, int length, void *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, length, tag);
}
static inline int shim_gcm_expect_tag(EVP_CIPHER_CTX *context, int length, void *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, length, tag);
}

// TLS: macros that are not imported.
static inline int shim_tls_minimum(SSL_CTX *context, int version) { return SSL_CTX_set_min_proto_version(context, version); }
static inline long shim_tls_name(SSL *tls, const char *name) { return SSL_set_tlsext_host_name(tls, name); }
// Writing may go on with a moved buffer, and a part of it.
static inline long shim_tls_partial_writes(SSL_CTX *context) {
    return SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
}
