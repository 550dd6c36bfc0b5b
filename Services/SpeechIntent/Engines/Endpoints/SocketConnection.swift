import Glibc
import SpeechIntentCore

/// A TCP connection of a thread that may block, with a deadline for everything.
final class SocketConnection {
    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant

    /// Connects to the first address of the host that answers.
    init(host: String, port: Int, deadline: ContinuousClock.Instant) throws(EngineFailure) {
        self.deadline = deadline
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, let first = list else {
            throw EngineFailure(.missing, "the host \(host) is not known")
        }
        defer { freeaddrinfo(list) }
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let address = next {
            if let made = Self.connected(address.pointee, deadline) {
                descriptor = made
                return
            }
            next = address.pointee.ai_next
        }
        throw EngineFailure(.failed, "\(host):\(port) does not answer")
    }

    deinit { close(descriptor) }

    private static func connected(_ address: addrinfo, _ deadline: ContinuousClock.Instant) -> Int32? {
        let made = socket(address.ai_family, address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
        guard made >= 0 else { return nil }
        if connect(made, address.ai_addr, address.ai_addrlen) == 0 { return made }
        var problem: Int32 = 0, size = socklen_t(MemoryLayout<Int32>.size)
        let isConnected = errno == EINPROGRESS && isReady(made, POLLOUT, deadline) && getsockopt(made, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0
        if isConnected { return made }
        close(made)
        return nil
    }

    private static func isReady(_ descriptor: Int32, _ events: Int32, _ deadline: ContinuousClock.Instant) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        let left = ContinuousClock.now.duration(to: deadline).seconds * 1000
        return left > 0 && poll(&wanted, 1, Int32(min(left, 60_000)) + 1) > 0
    }

    func write(_ bytes: [UInt8]) throws(EngineFailure) {
        var sent = 0
        while sent < bytes.count {
            guard Self.isReady(descriptor, POLLOUT, deadline) else { throw EngineFailure(.timedOut, "the peer takes nothing") }
            let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw EngineFailure(.failed, "the peer closed the connection") }
            sent += count
        }
    }

    /// - Returns: at least one byte.
    func read() throws(EngineFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            guard Self.isReady(descriptor, POLLIN, deadline) else { throw EngineFailure(.timedOut, "the peer gave no answer in time") }
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw EngineFailure(.failed, "the peer closed half-way") }
            return Array(buffer[..<count])
        }
    }
}
