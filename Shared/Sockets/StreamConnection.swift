import CSys
import Glibc
import Protocols
import Vocabulary

/// One TCP connection, with TLS or without: bytes in, SIP messages out, and what waits to be written.
final class StreamConnection {
    let number: UInt64
    let descriptor: Int32
    let peer: SIPPeer
    private(set) var isConnected: Bool
    private(set) var usedAt: Instant
    /// Nothing that makes sense has come yet.
    private(set) var isSilent = true
    private var framer: SIPStreamFramer
    private let tls: TLSStream?
    private var pending: [UInt8] = []

    enum Failure: Error {
        case closed
        case refused(String)
    }

    init(_ number: UInt64, _ descriptor: Int32, to peer: SIPPeer, side: SIPStreamFramer.Side, tls: TLSStream?, at now: Instant) {
        self.number = number
        self.descriptor = descriptor
        self.peer = SIPPeer(peer.address, transport: peer.transport, connection: number)
        self.tls = tls
        isConnected = side == .accepted
        framer = SIPStreamFramer(side)
        usedAt = now
    }

    deinit { close(descriptor) }

    var isBacklogged: Bool { !isConnected || !pending.isEmpty }
    var backlog: Int { pending.count + (tls?.waitingCount ?? 0) }

    /// Connecting has ended.
    func connected(at now: Instant) throws(Failure) {
        guard !isConnected else { return }
        let error = sys_tcp_error(descriptor)
        guard error == 0 else { throw .refused(String(cString: strerror(-error))) }
        isConnected = true
        usedAt = now
        do throws(TLSError) { try tls?.start() } catch { throw .refused(error.description) }
        try write()
    }

    /// Reads what is there, a bounded part of it.
    /// - Parameter pieces: gets what was found, also before a failure.
    func read(into buffer: inout [UInt8], _ pieces: inout [SIPStreamFramer.Piece], at now: Instant) throws(Failure) {
        for _ in 0..<4 {
            let count = sys_tcp_read(descriptor, &buffer, buffer.count)
            if count == -Int(EAGAIN) { return }
            guard count > 0 else { throw .closed }
            let plain = try decrypt(buffer[..<count])
            guard let found = try? framer.bytesReceived(plain), framer.failure == nil else { throw .refused(framer.failure?.description ?? "not SIP") }
            if !found.isEmpty { (isSilent, usedAt) = (false, now) }
            pieces += found
        }
    }

    private func decrypt(_ bytes: ArraySlice<UInt8>) throws(Failure) -> [UInt8] {
        guard let tls else { return Array(bytes) }
        do throws(TLSError) {
            let plain = try tls.received(bytes)
            try writeEncrypted()
            guard let plain else { throw TLSError("closed") }
            return plain
        } catch {
            // The alert tells the peer why.
            try? writeEncrypted()
            throw .refused(error.description)
        }
    }

    func send(_ bytes: [UInt8], at now: Instant) throws(Failure) {
        usedAt = now
        guard let tls else {
            pending += bytes
            return try write()
        }
        do throws(TLSError) { try tls.send(bytes) } catch { throw .refused(error.description) }
        try write()
    }

    private func writeEncrypted() throws(TLSError) {
        do throws(Failure) { try write() } catch { throw TLSError("the peer is gone") }
    }

    /// Writes what waits, as far as the kernel takes it.
    func write() throws(Failure) {
        if let tls { pending += tls.takeOutgoing() }
        guard isConnected else { return }
        var start = 0
        while start < pending.count {
            let count = pending[start...].withUnsafeBytes { sys_tcp_write(descriptor, $0.baseAddress, $0.count) }
            if count == -Int(EAGAIN) { break }
            guard count > 0 else { throw .closed }
            start += count
        }
        pending.removeFirst(start)
    }

    /// The orderly end of TLS.
    func sayGoodbye() {
        tls?.close()
        try? write()
    }
}
