import COpenSSL

/// Certificates and rules that TLS connections share; safe to use from any thread once made.
public final class TLSContext: @unchecked Sendable {
    public enum Version: String, Sendable, CaseIterable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    let context: OpaquePointer
    /// Servers that we connect to must show a certificate of these authorities.
    let verifies: Bool

    /// - Parameters:
    ///   - certificate, key: PEM files; nil for a client that shows none.
    ///   - authorities: PEM file of the authorities whose certificates are believed; nil believes any server.
    ///   - minimum: the oldest version that is spoken.
    /// - Throws: `TLSError` that names the file.
    public init(certificate: String? = nil, key: String? = nil, authorities: String? = nil, minimum: Version = .tls13) throws(TLSError) {
        guard let context = SSL_CTX_new(TLS_method()) else { throw TLSError("OpenSSL gives no context") }
        self.context = context
        verifies = authorities != nil
        guard shim_tls_minimum(context, minimum == .tls13 ? TLS1_3_VERSION : TLS1_2_VERSION) == 1 else { throw TLSError("TLS \(minimum.rawValue) is not there") }
        _ = shim_tls_partial_writes(context)
        if let certificate, SSL_CTX_use_certificate_chain_file(context, certificate) != 1 { throw TLSError("\(certificate) is no readable PEM certificate") }
        if let key, SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(context) != 1 {
            throw TLSError("\(key) is no readable PEM key, or not that of the certificate")
        }
        if let authorities, SSL_CTX_load_verify_locations(context, authorities, nil) != 1 { throw TLSError("\(authorities) holds no readable PEM certificates") }
    }

    deinit { SSL_CTX_free(context) }
}

/// Why TLS cannot be used, or a connection of it goes no further.
public struct TLSError: Error, Equatable, CustomStringConvertible {
    public let description: String

    init(_ doing: String) {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0, let reason = ERR_reason_error_string(code) else {
            description = doing
            return
        }
        description = doing + ": " + String(cString: reason)
    }
}
