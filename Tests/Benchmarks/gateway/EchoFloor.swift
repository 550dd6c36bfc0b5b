import CSys
import Glibc
import Synchronization

/// How fast this machine lets anybody answer a datagram: a thread that waits with epoll and answers, and one that asks at a
/// steady rate with the same beat as the other loads.
final class EchoFloor {
    private let asking: Line
    private let answering: Line
    private let request: [UInt8]
    private let answer: [UInt8]

    /// - Parameters: octets of each.
    init(request: Int, answer: Int) throws {
        asking = try Line()
        answering = try Line()
        self.request = [UInt8](repeating: 0x20, count: request)
        self.answer = [UInt8](repeating: 0x20, count: answer)
    }

    /// One datagram is under way at a time; one that is lost ends the run after a second.
    func run(rate: Int, seconds: Int) throws -> Spread {
        let answerer = try Answerer(answering.descriptor, answer)
        defer { answerer.stop() }
        var spread = Spread(), to = sys_address()
        guard sys_udp_local(answering.descriptor, &to) == 0 else { throw Failure("a socket has no address") }
        let beat = Beat(microseconds: 250, asking), start = sys_monotonic(), every = 1_000_000_000 / Int64(rate)
        for number in 0..<Int64(rate * seconds) {
            while sys_monotonic() < start + number * every { beat.wait() }
            let sent = sys_monotonic()
            asking.send(request, to: &to)
            var came = false
            while !came, sys_monotonic() < sent + 1_000_000_000 {
                beat.wait()
                asking.receive { _, _ in came = true }
            }
            guard came else { throw Failure("a datagram on loopback was lost") }
            spread.add(sys_monotonic() - sent)
        }
        return spread
    }

    /// The thread that answers.
    private final class Answerer: Sendable {
        private let stopping = Atomic<Bool>(false)
        private let ended = Atomic<Bool>(false)
        private let descriptor: Int32
        private let answer: [UInt8]

        init(_ descriptor: Int32, _ answer: [UInt8]) throws {
            self.descriptor = descriptor
            self.answer = answer
            var thread = pthread_t()
            let own = Unmanaged.passRetained(self)
            let result = pthread_create(
                &thread, nil,
                { argument in
                    argument.map { Unmanaged<Answerer>.fromOpaque($0).takeRetainedValue().serve() }
                    return nil
                }, own.toOpaque())
            guard result == 0 else {
                own.release()
                throw Failure("no thread can be started: \(result)")
            }
            pthread_detach(thread)
        }

        func stop() {
            stopping.store(true, ordering: .releasing)
            while !ended.load(ordering: .acquiring) { sched_yield() }
        }

        private func serve() {
            let epoll = sys_epoll_open()
            _ = sys_epoll_add(epoll, descriptor, 0)
            var ready = [sys_ready](repeating: sys_ready(), count: 1), buffer = [UInt8](repeating: 0, count: 2048), from = sys_address()
            while !stopping.load(ordering: .acquiring) {
                guard sys_epoll_wait(epoll, &ready, 1, 20) > 0 else { continue }
                while sys_udp_receive(descriptor, &buffer, buffer.count, &from) > 0 { _ = sys_udp_send(descriptor, answer, answer.count, &from) }
            }
            close(epoll)
            ended.store(true, ordering: .releasing)
        }
    }
}
