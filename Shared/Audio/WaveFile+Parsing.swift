/// Why bytes are no sound.
public enum WaveError: Error, Equatable, Sendable, CustomStringConvertible {
    case notWave
    case noFormat
    case noData
    /// Format tag and bits a sample.
    case unsupported(format: Int, bits: Int)

    public var description: String {
        switch self {
        case .notWave: "not a RIFF/WAVE file"
        case .noFormat: "the WAVE file has no readable \"fmt \" chunk before its sound"
        case .noData: "the WAVE file has no \"data\" chunk"
        case .unsupported(let format, let bits): "WAVE format \(format) with \(bits) bits is not supported: use 8- or 16-bit PCM, A-law or µ-law"
        }
    }
}

extension WaveFile {
    /// Reads a file. A data chunk that promises more than there is (a recording that was cut off) gives what there is.
    public init(_ bytes: [UInt8]) throws(WaveError) {
        guard bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8) else { throw .notWave }
        var format: Format?
        var offset = 12
        while offset + 8 <= bytes.count {
            let start = offset + 8
            let end = min(bytes.count, start + Int(Self.word(bytes, offset + 4)))
            if bytes[offset..<offset + 4].elementsEqual("fmt ".utf8) { format = Format(bytes[start..<end]) }
            if bytes[offset..<offset + 4].elementsEqual("data".utf8) {
                guard let format else { throw .noFormat }
                self.init(samples: try format.samples(bytes[start..<end]), rate: format.rate, channels: format.channels)
                return
            }
            offset = end + (end - start) % 2
        }
        throw format == nil ? .noFormat : .noData
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << UInt32($1 * 8) }
    }

    private struct Format {
        var tag: Int
        var channels: Int
        var rate: Int
        var bits: Int

        /// Nil when the chunk is short or says nothing sensible.
        init?(_ chunk: ArraySlice<UInt8>) {
            let bytes = Array(chunk)
            guard bytes.count >= 16 else { return nil }
            tag = Int(bytes[0]) | Int(bytes[1]) << 8
            channels = Int(bytes[2]) | Int(bytes[3]) << 8
            rate = Int(WaveFile.word(bytes, 4))
            bits = Int(bytes[14]) | Int(bytes[15]) << 8
            // WAVE_FORMAT_EXTENSIBLE: the sub-format's first two octets are the tag.
            if tag == 0xFFFE, bytes.count >= 26 { tag = Int(bytes[24]) | Int(bytes[25]) << 8 }
            guard (1...8).contains(channels), (1000...384_000).contains(rate) else { return nil }
        }

        func samples(_ data: ArraySlice<UInt8>) throws(WaveError) -> [Int16] {
            switch (tag, bits) {
            case (1, 8): return data.map { (Int16($0) - 128) << 8 }
            case (1, 16): return pairs(data)
            case (6, 8): return data.map { G711.linearOfALaw[Int($0)] }
            case (7, 8): return data.map { G711.linearOfMuLaw[Int($0)] }
            default: throw .unsupported(format: tag, bits: bits)
            }
        }

        private func pairs(_ data: ArraySlice<UInt8>) -> [Int16] {
            stride(from: data.startIndex, to: data.endIndex - data.count % 2, by: 2).map { index in
                Int16(bitPattern: UInt16(data[index]) | UInt16(data[index + 1]) << 8)
            }
        }
    }
}
