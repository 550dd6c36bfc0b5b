import Audio
import Testing

/// What comes out of a codec resembles what went in, also where packets are lost.
@Suite struct CodecTests {
    private static let voice = Tone(440, 1040, level: -12).samples(milliseconds: 1000)

    /// Highest correlation of two sounds, over delays up to 30 ms, from the first 200 ms on.
    private static func likeness(_ sound: [Int16], _ other: [Int16]) -> Float {
        (0..<240).map { delay in
            let range = 1600..<min(sound.count, other.count) - delay
            var product: Float = 0, left: Float = 1, right: Float = 1
            for index in range {
                let a = Float(sound[index]), b = Float(other[index + delay])
                product += a * b
                left += a * a
                right += b * b
            }
            return product / (left * right).squareRoot()
        }.max() ?? 0
    }

    private static func frames(_ sound: [Int16]) -> [[Int16]] { stride(from: 0, to: sound.count - 159, by: 160).map { Array(sound[$0..<$0 + 160]) } }

    private static func opusPackets(_ sound: [Int16], _ encoder: OpusEncoder = OpusEncoder()) -> [[UInt8]] {
        var encoder = encoder
        return frames(sound).map { frame in
            var packet = [UInt8](repeating: 0, count: OpusEncoder.largest)
            let count = frame.withUnsafeBufferPointer { frame in packet.withUnsafeMutableBytes { encoder.encode(frame, into: $0) } }
            return Array(packet[..<count])
        }
    }

    /// Packets at these places are lost, and made up for from the next one where that holds a copy.
    private static func decode(_ packets: [[UInt8]], losing lost: Set<Int> = []) -> [Int16] {
        var decoder = OpusDecoder(), sound: [Int16] = []
        for (index, packet) in packets.enumerated() {
            var output = [Int16](repeating: 0, count: OpusDecoder.longest)
            let count = output.withUnsafeMutableBufferPointer { output in
                guard lost.contains(index) else { return packet.withUnsafeBytes { decoder.decode($0, into: output) } }
                guard index + 1 < packets.count else { return decoder.conceal(before: nil, samples: 160, into: output) }
                return packets[index + 1].withUnsafeBytes { decoder.conceal(before: $0, samples: 160, into: output) }
            }
            sound += output[..<count]
        }
        return sound
    }

    @Test func g722KeepsTelephoneSound() {
        var encoder = G722.Encoder(), decoder = G722.Decoder(), heard: [Int16] = []
        for frame in Self.frames(Self.voice) {
            var octets = [UInt8](repeating: 0, count: 160), samples = [Int16](repeating: 0, count: 160)
            let count = frame.withUnsafeBufferPointer { frame in octets.withUnsafeMutableBytes { encoder.encode(frame, into: $0) } }
            #expect(count == 160)
            #expect(octets.withUnsafeBytes { octets in samples.withUnsafeMutableBufferPointer { decoder.decode(octets, into: $0) } } == 160)
            heard += samples
        }
        #expect(Self.likeness(Self.voice, heard) > 0.99)
    }

    @Test func opusKeepsTelephoneSound() {
        let packets = Self.opusPackets(Self.voice)
        #expect(packets.allSatisfy { $0.count > 2 && $0.count < 120 })
        #expect(packets.allSatisfy { packet in packet.withUnsafeBytes { OpusDecoder.duration(of: $0) } == 160 })
        #expect(Self.likeness(Self.voice, Self.decode(packets)) > 0.95)
    }

    @Test func opusMakesUpForEveryTenthPacket() {
        let packets = Self.opusPackets(Self.voice, OpusEncoder(bitRate: 24_000, expectedLoss: 20))
        let heard = Self.decode(packets, losing: Set(stride(from: 12, to: 50, by: 10)))
        #expect(heard.count == 50 * 160 && Self.likeness(Self.voice, heard) > 0.9)
    }

    @Test func opusSendsLittleOfSilence() {
        let packets = Self.opusPackets([Int16](repeating: 0, count: 16_000))
        #expect(packets.suffix(50).filter { !$0.isEmpty }.count < 10)
    }

    /// This must not crash.
    @Test(arguments: UInt64(1)...50) func anythingMayClaimToBeOpus(seed: UInt64) {
        var random = LineSound(seed: seed).random, decoder = OpusDecoder()
        for _ in 0..<40 {
            let packet = (0..<Int.random(in: 0...600, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var output = [Int16](repeating: 0, count: OpusDecoder.longest)
            let count = packet.withUnsafeBytes { packet in output.withUnsafeMutableBufferPointer { decoder.decode(packet, into: $0) } }
            #expect((0...OpusDecoder.longest).contains(count), "seed \(seed)")
        }
    }

    // MARK: What makes up for sound

    @Test func aLostFrameIsFilledWithThePitchAndFades() {
        var concealer = Concealer()
        let voice = Tone(150, level: -10).samples(milliseconds: 400)
        for var frame in Self.frames(voice) { frame.withUnsafeMutableBufferPointer { concealer.came($0) } }
        let made = (0..<5).map { _ in
            var frame = [Int16](repeating: 0, count: 160)
            frame.withUnsafeMutableBufferPointer { concealer.fill($0) }
            return Level.decibels(Level.power(frame))
        }
        let real = Level.decibels(Level.power(voice))
        #expect(abs(made[0] - real) < 2.5)
        #expect(made[1] < made[0] && made[2] < made[1] && made[4] < -90)
    }

    @Test func noiseHasTheLevelThatWasSaid() {
        for level in [UInt8(20), 40, 60] {
            for payload in [[level], [level, 100, 140, 127]] {
                var noise = ComfortNoise(), sound = [Int16](repeating: 0, count: 8000)
                payload.withUnsafeBytes { noise.described($0) }
                sound.withUnsafeMutableBufferPointer { noise.fill($0) }
                #expect(abs(Level.decibels(Level.power(sound)) + Float(level)) < 2, "\(payload)")
            }
        }
    }

    @Test func steadyNoiseIsLowered() {
        var random = LineSound(seed: 5).random
        let cleaner = SpeechCleaner(suppression: 15, level: nil)
        var last = Float.zero
        for _ in 0..<150 {
            var frame = (0..<SpeechCleaner.frame).map { _ in Int16.random(in: -500...500, using: &random) }
            frame.withUnsafeMutableBufferPointer { cleaner.clean($0) }
            last = Level.decibels(Level.power(frame))
        }
        // Uniform noise of that amplitude has -41 dB.
        #expect(last < -48)
    }
}
