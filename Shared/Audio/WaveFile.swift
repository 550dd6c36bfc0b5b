/// Sound as it lies in a RIFF/WAVE file: 8- or 16-bit PCM, A-law or µ-law, any rate, any number of channels.
public struct WaveFile: Equatable, Sendable {
    public enum Encoding: UInt16, Sendable {
        case pcm16 = 1
        case aLaw = 6
        case muLaw = 7
    }

    /// In Hz.
    public var rate: Int
    public var channels: Int
    /// Interleaved.
    public var samples: [Int16]

    public init(samples: [Int16], rate: Int, channels: Int = 1) {
        self.samples = samples
        self.rate = rate
        self.channels = channels
    }

    /// The sound as one channel at that rate: channels averaged, then resampled.
    public func mono(at target: Int) -> [Int16] {
        let one =
            channels == 1
            ? samples
            : stride(from: 0, to: samples.count - samples.count % channels, by: channels).map { start in
                Int16(samples[start..<start + channels].reduce(0) { $0 + Int($1) } / channels)
            }
        return rate == target ? one : Resampler.convert(one, from: rate, to: target)
    }

    public func bytes(as encoding: Encoding = .pcm16) -> [UInt8] {
        let width = encoding == .pcm16 ? 2 : 1
        var bytes: [UInt8] = []
        bytes.reserveCapacity(46 + samples.count * width)
        bytes += Self.header(encoding, rate: rate, channels: channels, count: samples.count * width)
        switch encoding {
        case .pcm16: for sample in samples { bytes.append(UInt8(truncatingIfNeeded: sample)); bytes.append(UInt8(truncatingIfNeeded: sample >> 8)) }
        case .aLaw: bytes += G711.aLaw(samples)
        case .muLaw: bytes += G711.muLaw(samples)
        }
        return bytes
    }

    /// The 44 octets before `count` octets of samples.
    public static func header(_ encoding: Encoding, rate: Int, channels: Int, count: Int) -> [UInt8] {
        let width = encoding == .pcm16 ? 2 : 1
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        func half(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
        let format = half(Int(encoding.rawValue)) + half(channels) + word(rate) + word(rate * channels * width) + half(channels * width) + half(width * 8)
        return Array("RIFF".utf8) + word(36 + count) + Array("WAVEfmt ".utf8) + word(16) + format + Array("data".utf8) + word(count)
    }
}
