import COpenSSL

/// TLS of one connection without a socket: what came in, what goes out.
final class TLSStream {
    enum Role {
        case server
        /// - Parameter name: what the server's certificate must say: a host name or a numeric address.
        case client(name: String)
    }

    private let tls: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    /// Plain bytes that wait for the handshake.
    private var waiting: [UInt8] = []
    private var isOpen = false
    private static let piece = 16_384

    init(_ context: TLSContext, _ role: Role) throws(TLSError) {
        guard let tls = SSL_new(context.context) else { throw TLSError("OpenSSL gives no connection") }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(tls)
            throw TLSError("OpenSSL has no memory")
        }
        self.tls = tls
        self.incoming = incoming
        self.outgoing = outgoing
        SSL_set_bio(tls, incoming, outgoing)
        switch role {
        case .server: SSL_set_accept_state(tls)
        case .client(let name): expect(name, context)
        }
    }

    deinit { SSL_free(tls) }

    private func expect(_ name: String, _ context: TLSContext) {
        SSL_set_connect_state(tls)
        let isAddress = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), name) == 1
        if !isAddress { _ = shim_tls_name(tls, name) }
        guard context.verifies else { return }
        if !isAddress { SSL_set1_host(tls, name) }
        SSL_set_verify(tls, SSL_VERIFY_PEER, nil)
    }

    /// Begins, as a client; what is to be sent follows from `takeOutgoing`.
    func start() throws(TLSError) { try shakeHands() }

    /// Bytes from the wire.
    /// - Returns: plain bytes; nil with the peer's orderly end.
    func received(_ bytes: ArraySlice<UInt8>) throws(TLSError) -> [UInt8]? {
        let taken = bytes.withUnsafeBytes { BIO_write(incoming, $0.baseAddress, Int32(clamping: $0.count)) }
        guard taken == bytes.count else { throw TLSError("OpenSSL has no memory") }
        if !isOpen { try shakeHands() }
        guard isOpen else { return [] }
        return try read()
    }

    /// Plain bytes to be sent; they wait for the handshake.
    func send(_ bytes: [UInt8]) throws(TLSError) {
        waiting += bytes
        try flush()
    }

    /// Bytes for the wire.
    func takeOutgoing() -> [UInt8] {
        let count = BIO_ctrl_pending(outgoing)
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, Int(BIO_read(outgoing, buffer.baseAddress, Int32(clamping: count))))
        }
    }

    /// Says goodbye.
    func close() { _ = SSL_shutdown(tls) }

    var waitingCount: Int { waiting.count }

    private func shakeHands() throws(TLSError) {
        ERR_clear_error()
        let result = SSL_do_handshake(tls)
        guard result != 1 else {
            isOpen = true
            return try flush()
        }
        let error = SSL_get_error(tls, result)
        guard error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE else { throw TLSError("the TLS handshake failed") }
    }

    private func read() throws(TLSError) -> [UInt8]? {
        var plain: [UInt8] = []
        while true {
            ERR_clear_error()
            var piece = [UInt8](repeating: 0, count: Self.piece)
            let count = SSL_read(tls, &piece, Int32(Self.piece))
            if count > 0 {
                plain += piece[..<Int(count)]
                continue
            }
            switch SSL_get_error(tls, count) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return plain
            case SSL_ERROR_ZERO_RETURN: return plain.isEmpty ? nil : plain
            default: throw TLSError("TLS broke off")
            }
        }
    }

    private func flush() throws(TLSError) {
        guard isOpen else { return }
        while !waiting.isEmpty {
            ERR_clear_error()
            let count = SSL_write(tls, waiting, Int32(clamping: waiting.count))
            guard count > 0 else { throw TLSError("TLS broke off") }
            waiting.removeFirst(Int(count))
        }
    }
}
