import Protocols
import Testing
import TestKit
import Vocabulary

@Suite("The jitter buffer") struct JitterBufferTests {
    /// Sends numbered frames through a delaying network and pulls one every 20 ms.
    private struct Line {
        var buffer: JitterBuffer
        var arrivals: [(at: Int64, index: Int)] = []
        var played: [JitterBuffer.Pull] = []
        var first: [UInt8] = []
        /// Aimed at when the last packet had come.
        var delay: Int64 = 0

        init(_ delays: [Int64?], maximum: Duration = .milliseconds(200)) {
            self.buffer = JitterBuffer(filler: 0xD5, maximum: maximum)
            for (index, delay) in delays.enumerated() { if let delay { self.arrivals.append((Int64(index) * 20_000 + delay * 1000, index)) } }
            self.arrivals.sort { $0.at < $1.at }
        }

        mutating func run(start: UInt32 = .max - 2000, quiet: Bool = false) {
            var next = 0
            let end = (self.arrivals.last?.at ?? 0) + 400_000
            for tick in 0..<(end / 20_000) {
                let time = tick * 20_000 + 10_000
                while next < self.arrivals.count, self.arrivals[next].at <= time {
                    let index = self.arrivals[next].index
                    [UInt8](repeating: UInt8(truncatingIfNeeded: index % 200), count: 160).withUnsafeBytes {
                        self.buffer.insert($0, timestamp: start &+ UInt32(index * 160), at: Instant(nanoseconds: self.arrivals[next].at * 1000))
                    }
                    next += 1
                    self.delay = self.buffer.targetDelay
                }
                var output = [UInt8](repeating: 0, count: 160)
                let pull = output.withUnsafeMutableBytes { self.buffer.pull(into: $0, quiet: quiet, at: Instant(nanoseconds: time * 1000)) }
                self.played.append(pull)
                if pull == .complete { self.first.append(output[0]) }
            }
        }

        func count(_ pull: JitterBuffer.Pull) -> Int { self.played.filter { $0 == pull }.count }
    }

    @Test("plays an even stream whole and in order, across the wrap of timestamps")
    func even() {
        var line = Line(Array(repeating: 5, count: 200))
        line.run()
        #expect(line.first == (0..<200).map { UInt8($0) })
        #expect(line.buffer.late == 0)
        #expect(line.delay == 160)
    }

    @Test("puts reordered and doubled packets right")
    func reordered() {
        var line = Line((0..<200).map { $0 % 5 == 4 ? 25 : 1 })
        line.arrivals += line.arrivals.prefix(20)
        line.arrivals.sort { $0.at < $1.at }
        line.run()
        #expect(line.first.count >= 196)
        #expect(line.first == line.first.sorted())
    }

    @Test("says what is missing and leaves the concealment to the caller")
    func loss() {
        var line = Line((0..<200).map { $0 % 10 == 7 ? nil : 3 })
        line.run()
        #expect(line.first.count == 180)
        #expect(line.count(.missing) >= 20)
    }

    @Test("grows with the jitter and loses little once it has", arguments: 1...20 as ClosedRange<UInt64>)
    func grows(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var line = Line((0..<1000).map { _ in Int64(random.next() % 80) })
        line.run()
        #expect(line.delay >= 480, "seed \(seed)")
        #expect(line.first.count >= 970, "seed \(seed): \(line.first.count) of 1000 played")
    }

    @Test("shrinks again when the network has calmed down")
    func shrinks() {
        var random = SeededRandom(seed: 1)
        let rough = (0..<200).map { _ in Int64(random.next() % 100) }
        var line = Line(rough + Array(repeating: 2, count: 1500))
        line.run(quiet: true)
        #expect(line.delay <= 200)
        #expect(line.buffer.skipped > 0)
    }

    @Test("follows a sender whose clock is 200 ppm off")
    func drift() {
        for drift in [-4.0, 4.0] {
            // Microseconds per packet.
            var line = Line([])
            line.arrivals = (0..<15_000).map { (Int64(Double($0) * (20_000 + drift)) + 3000, $0) }
            line.run(quiet: true)
            #expect(line.first.count > 14_950, "\(drift): \(line.first.count)")
        }
    }

    @Test("starts again after a pause and after a jump of timestamps")
    func pauses() {
        var buffer = JitterBuffer(filler: 0xFF)
        var output = [UInt8](repeating: 0, count: 160)
        func pull(_ at: Int64) -> JitterBuffer.Pull { output.withUnsafeMutableBytes { buffer.pull(into: $0, at: .zero + .milliseconds(at)) } }
        #expect(pull(0) == .idle)
        [UInt8](repeating: 1, count: 160).withUnsafeBytes { buffer.insert($0, timestamp: 0, at: .zero) }
        var seen: [JitterBuffer.Pull] = []
        for tick in 0..<30 { seen.append(pull(Int64(tick * 20))) }
        #expect(seen.contains(.complete))
        #expect(seen.last == .idle)
        [UInt8](repeating: 2, count: 160).withUnsafeBytes { buffer.insert($0, timestamp: 900_000, at: .zero + .seconds(1)) }
        seen = (0..<4).map { pull(1000 + Int64($0 * 20)) }
        #expect(seen.contains(.complete))
        #expect(output.count == 160)
    }

    @Test("takes packets of 10, 30 and 60 ms for pulls of 20 ms", arguments: [80, 240, 480])
    func packetTimes(_ size: Int) {
        var buffer = JitterBuffer(filler: 0xFF)
        var complete = 0
        var sent = 0
        for tick in 0..<300 {
            let now = Instant.zero + .milliseconds(Int64(tick * 20))
            while sent * size <= tick * 160 {
                [UInt8](repeating: 1, count: size).withUnsafeBytes { buffer.insert($0, timestamp: UInt32(sent * size), at: now) }
                sent += 1
            }
            var output = [UInt8](repeating: 0, count: 160)
            if output.withUnsafeMutableBytes({ buffer.pull(into: $0, at: now) }) == .complete { complete += 1 }
        }
        #expect(complete >= 290)
    }
}
