import CSpanDSP

/// ITU-T G.722 at 64 kbit/s, to and from 8 kHz: 160 octets for 160 samples. The upper band is neither made nor played,
/// since everything behind it is telephone sound; two parties who both speak G.722 are forwarded and keep it.
public enum G722 {
    private static let rate: Int32 = 64_000

    public struct Encoder: Sendable {
        private var state = g722_encode_state_s()

        public init() { _ = g722_encode_init(&state, rate, Int32(G722_SAMPLE_RATE_8000)) }

        /// - Parameter octets: at least as many as samples.
        /// - Returns: octets written.
        public mutating func encode(_ samples: UnsafeBufferPointer<Int16>, into octets: UnsafeMutableRawBufferPointer) -> Int {
            guard octets.count >= samples.count else { return 0 }
            return Int(g722_encode(&state, octets.assumingMemoryBound(to: UInt8.self).baseAddress, samples.baseAddress, Int32(clamping: samples.count)))
        }
    }

    public struct Decoder: Sendable {
        private var state = g722_decode_state_s()

        public init() { _ = g722_decode_init(&state, rate, Int32(G722_SAMPLE_RATE_8000)) }

        /// - Parameter samples: at least as many as octets.
        /// - Returns: samples written.
        public mutating func decode(_ octets: UnsafeRawBufferPointer, into samples: UnsafeMutableBufferPointer<Int16>) -> Int {
            guard samples.count >= octets.count else { return 0 }
            return Int(g722_decode(&state, samples.baseAddress, octets.assumingMemoryBound(to: UInt8.self).baseAddress, Int32(clamping: octets.count)))
        }
    }
}
