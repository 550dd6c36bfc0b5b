import CZeroMQ
import Glibc

/// One ZeroMQ socket. Not thread-safe, as libzmq's are not: made, used and closed on the hub's thread.
final class Socket {
    /// More frames than any message of ours has; a message with more is thrown away.
    private static let maximumFrames = 32

    let handle: UnsafeMutableRawPointer
    private var isOpen = true

    init(_ type: Int32, in context: UnsafeMutableRawPointer) throws(ZeroMQError) {
        guard let handle = zmq_socket(context, type) else { throw ZeroMQError("make a socket") }
        self.handle = handle
    }

    // A context waits for ever for a socket that nobody closed.
    deinit { close() }

    func close() {
        if isOpen { zmq_close(handle) }
        isOpen = false
    }

    func set(_ option: Int32, _ value: Int32) throws(ZeroMQError) {
        guard withUnsafeBytes(of: value, { zmq_setsockopt(handle, option, $0.baseAddress, $0.count) }) == 0 else {
            throw ZeroMQError("set option \(option) to \(value)")
        }
    }

    func set(_ option: Int32, _ value: Int64) throws(ZeroMQError) {
        guard withUnsafeBytes(of: value, { zmq_setsockopt(handle, option, $0.baseAddress, $0.count) }) == 0 else {
            throw ZeroMQError("set option \(option) to \(value)")
        }
    }

    /// The value may be a secret: it is not in the error.
    func set(_ option: Int32, _ value: String) throws(ZeroMQError) {
        guard zmq_setsockopt(handle, option, value, value.utf8.count) == 0 else { throw ZeroMQError("set option \(option)") }
    }

    /// - Returns: the endpoint with its real port.
    func bind(_ endpoint: String) throws(ZeroMQError) -> String {
        guard zmq_bind(handle, endpoint) == 0 else { throw ZeroMQError("bind \(endpoint)") }
        var text = [CChar](repeating: 0, count: 256)
        var length = text.count
        guard zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &length) == 0 else { throw ZeroMQError("read the endpoint of \(endpoint)") }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func connect(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_connect(handle, endpoint) == 0 else { throw ZeroMQError("connect to \(endpoint)") }
    }

    /// Reports `events` of this socket on a PAIR that connects to `endpoint`.
    func monitor(at endpoint: String, events: Int32) throws(ZeroMQError) {
        guard zmq_socket_monitor(handle, endpoint, events) == 0 else { throw ZeroMQError("monitor at \(endpoint)") }
    }

    enum Sent { case taken, full, unroutable }

    /// Never waits.
    func send(_ frames: [[UInt8]]) -> Sent {
        for (index, frame) in frames.enumerated() {
            let flags = ZMQ_DONTWAIT | (index + 1 < frames.count ? ZMQ_SNDMORE : 0)
            while zmq_send(handle, frame, frame.count, flags) < 0 {
                let error = zmq_errno()
                guard error == EINTR else { return error == EAGAIN ? .full : .unroutable }
            }
        }
        return .taken
    }

    /// - Returns: nil when nothing waits.
    func receive() -> Message? {
        while true {
            var message = Message(frames: [], user: nil, descriptor: -1)
            var more = true, count = 0
            while more {
                guard let (frame, continues) = receiveFrame(into: &message) else { return nil }
                more = continues
                count += 1
                if count <= Self.maximumFrames { message.frames.append(frame) }
            }
            if count <= Self.maximumFrames { return message }
        }
    }

    private func receiveFrame(into message: inout Message) -> (frame: [UInt8], more: Bool)? {
        var part = zmq_msg_t()
        zmq_msg_init(&part)
        defer { zmq_msg_close(&part) }
        while zmq_msg_recv(&part, handle, ZMQ_DONTWAIT) < 0 {
            guard zmq_errno() == EINTR else { return nil }
        }
        // A ROUTER's routing id frame carries no properties; those of the next frames are the peer's.
        if message.user == nil, let user = zmq_msg_gets(&part, "User-Id") {
            message.user = String(cString: user)
            message.descriptor = zmq_msg_get(&part, ZMQ_SRCFD)
        }
        let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(&part), count: zmq_msg_size(&part))
        return (Array(bytes), zmq_msg_more(&part) != 0)
    }
}
