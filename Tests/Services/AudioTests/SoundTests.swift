import Audio
import Testing

@Suite struct ResamplerTests {
    func power(_ samples: [Int16]) -> Float { Level.decibels(Level.power(samples.dropFirst(400).dropLast(400))) }

    @Test(arguments: [(8000, 16000), (16000, 8000), (24000, 8000), (22050, 8000), (8000, 24000), (44100, 8000)])
    func aToneInThePassBandKeepsItsLevelAndLength(from: Int, to: Int) {
        let tone = Tone(1000).samples(milliseconds: 500, rate: from)
        let result = Resampler.convert(tone, from: from, to: to)
        #expect(abs(result.count - to / 2) <= 1)
        #expect(abs(power(result) - power(tone)) < 0.1)
    }

    @Test func whatCannotBeHeardAt8kHzIsGone() {
        let result = Resampler.convert(Tone(5000).samples(milliseconds: 500, rate: 16000), from: 16000, to: 8000)
        #expect(power(result) < -60)
    }

    @Test func piecesHaveNoSeams() {
        let tone = Tone(700, 1900).samples(milliseconds: 300, rate: 24000)
        var resampler = Resampler(from: 24000, to: 8000)
        let pieces = stride(from: 0, to: tone.count, by: 137).flatMap { resampler.convert(Array(tone[$0..<min(tone.count, $0 + 137)])) } + resampler.finish()
        #expect(pieces == Resampler.convert(tone, from: 24000, to: 8000))
    }
}

@Suite struct WaveFileTests {
    @Test(arguments: [WaveFile.Encoding.pcm16, .aLaw, .muLaw])
    func aFileIsReadAsItWasWritten(encoding: WaveFile.Encoding) throws {
        let written = WaveFile(samples: G711.linear(aLaw: Array(0...255)), rate: 8000, channels: 2)
        let read = try WaveFile(written.bytes(as: encoding))
        #expect(read.rate == 8000 && read.channels == 2 && read.samples.count == 256)
        if encoding != .muLaw { #expect(read == written) }
    }

    @Test func eightBitPCMIsUnsigned() throws {
        var bytes = WaveFile(samples: [0], rate: 8000).bytes()
        bytes[34] = 8
        bytes[44] = 0x80
        bytes[45] = 0x00
        #expect(try WaveFile(bytes).samples == [0, -32768])
    }

    @Test func chunksBeforeTheSoundAreSkippedAndACutFileGivesWhatThereIs() throws {
        let plain = WaveFile(samples: Array(repeating: 7, count: 100), rate: 16000).bytes()
        let list = Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0]
        let file = Array(plain[..<12]) + list + plain[12...].dropLast(50)
        #expect(try WaveFile(file).samples == Array(repeating: 7, count: 75))
    }

    @Test func whatIsNoSoundIsAnErrorAtEveryLength() {
        let file = WaveFile(samples: [1, 2, 3], rate: 8000).bytes()
        for count in 0..<44 { #expect(throws: WaveError.self) { try WaveFile(Array(file.prefix(count))) } }
        #expect(throws: WaveError.unsupported(format: 85, bits: 16)) {
            var mp3 = file
            mp3[20] = 85
            return try WaveFile(mp3)
        }
    }

    @Test(arguments: UInt64(1)...200)
    func noBytesTrap(seed: UInt64) {
        var random = LineSound.Random(state: seed)
        var file = WaveFile(samples: [1, 2, 3, 4], rate: 8000).bytes()
        for _ in 0..<6 { file[Int.random(in: 4..<file.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
        _ = try? WaveFile(file)
    }

    @Test func channelsAreAveraged() {
        #expect(WaveFile(samples: [10, 20, -10, -20, 5], rate: 8000, channels: 2).mono(at: 8000) == [15, -15])
    }
}

@Suite struct ToneTests {
    /// Goertzel: power of one frequency.
    func power(_ samples: [Int16], at frequency: Double) -> Double {
        var real = 0.0, imaginary = 0.0
        for (index, sample) in samples.enumerated() {
            let angle = 2 * Double.pi * frequency * Double(index) / 8000
            real += Double(sample) * cosine(angle)
            imaginary += Double(sample) * cosine(angle - .pi / 2)
        }
        return (real * real + imaginary * imaginary) / Double(samples.count * samples.count)
    }

    /// Taylor's series: the test's own, so that the tone's sine is not compared with itself.
    func cosine(_ angle: Double) -> Double {
        let x = angle.remainder(dividingBy: 2 * .pi)
        return stride(from: 30, to: 0, by: -2).reduce(1.0) { 1 - x * x / Double($1 * ($1 - 1)) * $0 }
    }

    @Test func aKeyIsTwoFrequenciesOfQ23() throws {
        let five = try #require(Tone.key(UInt8(ascii: "5"))).samples(milliseconds: 100)
        #expect(power(five, at: 770) > 1e7 && power(five, at: 1336) > 1e7)
        #expect(power(five, at: 697) < 5e5 && power(five, at: 1477) < 5e5)
        #expect(Tone.key(UInt8(ascii: "E")) == nil)
    }

    @Test func busyIs350MillisecondsOnAndOff() {
        let busy = Tone.busy.samples(milliseconds: 1400)
        #expect(Level.power(busy[0..<2800]) > 0.01 && Level.power(busy[2800..<5600]) == 0)
        #expect(Level.power(busy[5600..<8400]) > 0.01)
    }
}

@Suite struct MixingTests {
    @Test func sumsSaturate() {
        #expect(Mixing.add(30000, 10000) == 32767)
        #expect(Mixing.add(-30000, -10000) == -32768)
        #expect(Mixing.add(30000, -10000) == 20000)
    }

    @Test func twoPartiesLieSideBySide() {
        #expect(Mixing.interleave([1, 2], [3]) == [1, 3, 2, 0])
    }
}
