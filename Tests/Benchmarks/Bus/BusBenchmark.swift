import Bus
import BusZeroMQ
import Contracts
import Foundation
import Synchronization
import TestKit
import Vocabulary

/// Prints what the bus costs, each figure with its formula. Both ends are buses of this process, over TCP and CURVE as
/// between processes.
///
///     HOTLINE_BENCH=1 HOTLINE_ONLY=BusBenchmark swift run -c release BusBenchmark
@main struct BusBenchmark {
    static func main() async throws {
        let registry = InMemoryRegistry(time: WallTime())
        let log: @Sendable (String) -> Void = { print("log: \($0)") }
        let routing = try await ZeroMQBus(instance: "routing-1", of: .routing, registry: registry, log: log, onLapsed: {})
        let gateway = try await ZeroMQBus(instance: "media-gateway-1", of: .mediaGateway, registry: registry, log: log, onLapsed: {})
        await gateway.serve(EndCall.self) { _, _ in Done() }
        try await routing.join()
        try await gateway.join()
        while routing.instances(of: .mediaGateway).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        try await requests(routing)
        try await events(routing, gateway)
        try await streams(routing, gateway)
        try await idle()
        await routing.close()
        await gateway.close()
    }

    static func requests(_ bus: ZeroMQBus) async throws {
        let request = EndCall(call: "01JGFZ0000CALL0000000000A1", reason: "benchmark")
        for _ in 0..<200 { _ = try await bus.ask(request, of: nil) }
        var times: [Double] = []
        for _ in 0..<3000 {
            let start = now()
            _ = try await bus.ask(request, of: nil)
            times.append(now() - start)
        }
        report("request, one in flight: time of `ask` to its answer, empty handler", times)
        let count = 20_000, inFlight = 64, cpu = processorTime(), start = now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<inFlight {
                group.addTask { for _ in 0..<count / inFlight { _ = try await bus.ask(request, of: nil) } }
            }
            try await group.waitForAll()
        }
        let rate = Double(count) / (now() - start), cost = (processorTime() - cpu) / Double(count) * 1e6
        print("request, \(inFlight) in flight: \(Int(rate)) answers/s = \(count) ÷ elapsed; \(Int(cost)) µs = processor time of both ends ÷ \(count)")
    }

    static func events(_ publisher: ZeroMQBus, _ reader: ZeroMQBus) async throws {
        let perSecond = 1000, total = 5000
        let tail = reader.tail(of: [.routing])
        let reading = Task {
            var times: [Double] = []
            for await event in tail where event.seq > 0 {
                times.append(now() - Double(event.time.microseconds) / 1e6)
                if event.seq == total { break }
            }
            return times
        }
        try await Task.sleep(for: .milliseconds(500))
        let start = now()
        for seq in 1...total {
            while now() < start + Double(seq) / Double(perSecond) { try await Task.sleep(for: .microseconds(200)) }
            publisher.announce([event(seq)])
        }
        let times = await reading.value
        report("event at \(perSecond)/s, 300 B: `announce` to the reader's loop body; \(total - times.count) missing of \(total)", times)
    }

    static func streams(_ sender: ZeroMQBus, _ receiver: ZeroMQBus) async throws {
        let calls = 200, ticks = 250
        let times = Mutex<[Double]>([])
        await receiver.onStream { message, _ in
            guard case .callerAudio(let frames) = message, let first = frames.first else { return }
            let sent = Double(UInt64(first.seq) | UInt64(first.key.epoch) << 32) / 1e6
            times.withLock { $0.append(now() - sent) }
        }
        let cpu = processorTime(), start = now()
        for tick in 0..<ticks {
            while now() < start + Double(tick) * 0.02 { try await Task.sleep(for: .milliseconds(1)) }
            let stamp = UInt64(now() * 1e6)
            let frames = (0..<calls).map { call in
                AudioFrame(key: StreamKey(handle: UInt32(call), epoch: UInt32(stamp >> 32)), party: .caller, seq: UInt32(truncatingIfNeeded: stamp), alaw: Array(repeating: 0xD5, count: 160))
            }
            try sender.send(.callerAudio(frames), to: "media-gateway-1")
        }
        try await Task.sleep(for: .milliseconds(200))
        let load = (processorTime() - cpu) / (now() - start) * 100
        let all = times.withLock { $0 }
        report("caller audio, \(calls) calls a 20 ms tick: `send` to the receiver's handler; \(ticks - all.count) missing of \(ticks)", all)
        print("caller audio: \(String(format: "%.1f", load)) % of a processor = processor time of both ends ÷ elapsed")
    }

    static func idle() async throws {
        let cpu = processorTime(), start = now()
        try await Task.sleep(for: .seconds(5))
        print("idle, two buses: \(String(format: "%.2f", (processorTime() - cpu) / (now() - start) * 100)) % of a processor = processor time ÷ elapsed")
    }

    static func event(_ seq: Int) -> Envelope {
        Envelope(
            id: "01JGFZ0000EVENT00000000001", source: "routing-1", type: "routing.call-queued.v1", subject: "01JGFZ0000CALL0000000000A1",
            time: Timestamp(microseconds: Int64(now() * 1e6)), tenant: "demo", stream: StreamName(service: .routing, shard: 0), seq: Int64(seq),
            causation: nil, trace: TraceParent("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"), data: Array(repeating: 0x20, count: 300))
    }

    static func report(_ what: String, _ seconds: [Double]) {
        let sorted = seconds.sorted()
        func at(_ share: Double) -> Int { sorted.isEmpty ? 0 : Int(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1e6) }
        print("\(what): p50 \(at(0.5)) µs, p99 \(at(0.99)) µs, max \(at(1)) µs; n = \(sorted.count)")
    }

    static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
    static func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

struct WallTime: TimeSource {
    func instant() -> Instant { Instant(nanoseconds: Int64(DispatchTime.now().uptimeNanoseconds)) }
    func timestamp() -> Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)) }
}
