import CSys
import Glibc

/// A socket of the load's own, read in batches.
final class Line {
    let descriptor: Int32
    let port: UInt16
    private let batch: OpaquePointer
    private static let most = 64

    init() throws {
        var local = sys_address()
        guard sys_address_parse("127.0.0.1", 0, &local) == 0 else { throw Failure("no loopback address") }
        descriptor = sys_udp_open(&local, 1 << 23, 0)
        guard descriptor >= 0, sys_udp_local(descriptor, &local) == 0, let batch = sys_batch_make(Int32(Self.most), 2048) else { throw Failure("a socket cannot be opened: \(descriptor)") }
        port = local.port
        self.batch = batch
    }

    deinit {
        sys_batch_free(batch)
        close(descriptor)
    }

    /// False when the kernel refused it.
    @discardableResult
    func send(_ bytes: UnsafeRawBufferPointer, to address: inout sys_address) -> Bool { sys_udp_send(descriptor, bytes.baseAddress, bytes.count, &address) >= 0 }
    func send(_ bytes: [UInt8], to address: inout sys_address) { _ = bytes.withUnsafeBytes { send($0, to: &address) } }

    /// All that waits, datagram by datagram, with the port that it came from.
    func receive(_ came: (UnsafeRawBufferPointer, UInt16) -> Void) {
        while case let count = sys_batch_receive(batch, descriptor, nil), count > 0 {
            for index in 0..<count {
                let datagram = sys_batch_at(batch, index)
                came(UnsafeRawBufferPointer(start: datagram.data, count: datagram.count), datagram.address.port)
            }
            if count < Int32(Self.most) { return }
        }
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Waits for sockets and for a short regular beat.
final class Beat {
    private let epoll = sys_epoll_open()
    private let timer: Int32
    private var ready = [sys_ready](repeating: sys_ready(), count: 8)

    init(microseconds: UInt64, _ line: Line) {
        timer = sys_timer_open(microseconds * 1000)
        _ = sys_epoll_add(epoll, timer, 0)
        _ = sys_epoll_add(epoll, line.descriptor, 1)
    }

    deinit {
        close(timer)
        close(epoll)
    }

    /// Until something comes or the beat does.
    func wait() {
        _ = sys_epoll_wait(epoll, &ready, Int32(ready.count), 100)
        _ = sys_timer_drain(timer)
    }
}
