import CSys
import Glibc
import Protocols
import Sockets
import Vocabulary

/// The sockets of a phone, what waits on them, and the bell that ends the waiting.
final class PhoneSockets: @unchecked Sendable {
    // Only `wake` is called from other threads: it rings the bell, and the phone's own thread looks up.
    let signalling: SocketAddress
    let media: SocketAddress
    let streams: SignallingStreams
    private let signallingSocket: Int32
    private let mediaSocket: Int32
    private let bell: Int32
    private let epoll: Int32
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(local: IPAddress, authorities: String?) throws(PhoneError) {
        let address = SocketAddress(ip: local, port: 0)
        do { streams = try SignallingStreams(tls: TLSContext(authorities: authorities)) } catch { throw PhoneError(description: "\(error)") }
        let (signallingSocket, signalling) = try Self.open(address, dscp: 24)
        let (mediaSocket, media) = try Self.openMedia(address)
        self.signallingSocket = signallingSocket
        self.mediaSocket = mediaSocket
        self.signalling = signalling
        self.media = media
        self.bell = sys_eventfd_open()
        self.epoll = sys_epoll_open()
        for (token, descriptor) in [signallingSocket, mediaSocket, self.bell, streams.descriptor].enumerated() {
            guard sys_epoll_add(self.epoll, descriptor, UInt64(token)) >= 0 else { throw PhoneError(description: "the phone cannot wait for its sockets") }
        }
    }

    deinit {
        for descriptor in [self.signallingSocket, self.mediaSocket, self.bell, self.epoll] where descriptor >= 0 { close(descriptor) }
    }

    private static func open(_ address: SocketAddress, dscp: Int32) throws(PhoneError) -> (Int32, SocketAddress) {
        var local = address.system
        let descriptor = sys_udp_open(&local, 1 << 20, dscp)
        guard descriptor >= 0 else { throw PhoneError(description: "no UDP socket on \(address): error \(-descriptor)") }
        var bound = sys_address()
        guard sys_udp_local(descriptor, &bound) >= 0, let known = SocketAddress(bound) else {
            throw PhoneError(description: "the socket on \(address) does not know its port")
        }
        return (descriptor, known)
    }

    /// RTP asks for an even port (RFC 3550 §11).
    private static func openMedia(_ address: SocketAddress) throws(PhoneError) -> (Int32, SocketAddress) {
        for _ in 0..<50 {
            let (descriptor, known) = try self.open(address, dscp: 46)
            if known.port % 2 == 0 { return (descriptor, known) }
            close(descriptor)
        }
        throw PhoneError(description: "no even port is free on \(address.ip)")
    }

    // MARK: Waiting

    func wait(until moment: Instant, _ now: Instant) {
        let milliseconds = max(0, min(1000, (moment - now).nanoseconds / 1_000_000 + ((moment - now).nanoseconds % 1_000_000 > 0 ? 1 : 0)))
        var ready = [sys_ready](repeating: sys_ready(), count: 4)
        let count = sys_epoll_wait(self.epoll, &ready, 4, Int32(milliseconds))
        for index in 0..<max(0, Int(count)) where ready[index].token == 2 { sys_eventfd_drain(self.bell) }
    }

    func wake() { sys_eventfd_signal(self.bell) }

    // MARK: Datagrams

    func nextMessage() -> ([UInt8], SocketAddress)? {
        var from = sys_address()
        let count = self.buffer.withUnsafeMutableBytes { sys_udp_receive(self.signallingSocket, $0.baseAddress, $0.count, &from) }
        guard count >= 0, let source = SocketAddress(from) else { return nil }
        return (Array(self.buffer[..<count]), source)
    }

    func drainMedia(_ body: (UnsafeRawBufferPointer) -> Void) {
        var from = sys_address()
        for _ in 0..<64 {
            let count = self.buffer.withUnsafeMutableBytes { sys_udp_receive(self.mediaSocket, $0.baseAddress, $0.count, &from) }
            guard count >= 0 else { return }
            self.buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    func sendMessage(_ bytes: [UInt8], to address: SocketAddress) { self.send(bytes, to: address, on: self.signallingSocket) }
    func sendMedia(_ bytes: [UInt8], to address: SocketAddress) { self.send(bytes, to: address, on: self.mediaSocket) }

    /// What the kernel refuses is lost, as on any network.
    private func send(_ bytes: [UInt8], to address: SocketAddress, on descriptor: Int32) {
        var target = address.system
        _ = bytes.withUnsafeBytes { sys_udp_send(descriptor, $0.baseAddress, $0.count, &target) }
    }
}
