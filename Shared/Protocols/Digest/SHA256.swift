/// FIPS 180-4 SHA-256, for digest authentication (RFC 8760).
enum SHA256 {
    private static let constants: [UInt32] = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ]

    static func hash(_ message: [UInt8]) -> [UInt8] {
        let bytes = HashPadding.padded(message, bigEndian: true)
        var state = State()
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
            for block in stride(from: 0, to: bytes.count, by: 64) {
                self.schedule(bytes, block, into: words)
                state.mix(words)
            }
        }
        return state.bytes
    }

    private static func schedule(_ bytes: [UInt8], _ block: Int, into words: UnsafeMutableBufferPointer<UInt32>) {
        for index in 0..<16 {
            let at = block + index * 4
            words[index] = UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8 | UInt32(bytes[at + 3])
        }
        for index in 16..<64 {
            let w15 = words[index - 15], w2 = words[index - 2]
            let s0 = self.rotate(w15, 7) ^ self.rotate(w15, 18) ^ w15 >> 3
            let s1 = self.rotate(w2, 17) ^ self.rotate(w2, 19) ^ w2 >> 10
            words[index] = words[index - 16] &+ s0 &+ words[index - 7] &+ s1
        }
    }

    private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 { value >> count | value << (32 - count) }

    /// The eight words that a block is mixed into; no array, so that a hash allocates only its input and output.
    private struct State {
        var a: UInt32 = 0x6a09e667, b: UInt32 = 0xbb67ae85, c: UInt32 = 0x3c6ef372, d: UInt32 = 0xa54ff53a
        var e: UInt32 = 0x510e527f, f: UInt32 = 0x9b05688c, g: UInt32 = 0x1f83d9ab, h: UInt32 = 0x5be0cd19

        mutating func mix(_ words: UnsafeMutableBufferPointer<UInt32>) {
            var next = self
            for step in 0..<64 {
                let s1 = SHA256.rotate(next.e, 6) ^ SHA256.rotate(next.e, 11) ^ SHA256.rotate(next.e, 25)
                let choice = next.e & next.f ^ ~next.e & next.g
                let t1 = next.h &+ s1 &+ choice &+ SHA256.constants[step] &+ words[step]
                let s0 = SHA256.rotate(next.a, 2) ^ SHA256.rotate(next.a, 13) ^ SHA256.rotate(next.a, 22)
                let majority = next.a & next.b ^ next.a & next.c ^ next.b & next.c
                (next.h, next.g, next.f, next.e) = (next.g, next.f, next.e, next.d &+ t1)
                (next.d, next.c, next.b, next.a) = (next.c, next.b, next.a, t1 &+ s0 &+ majority)
            }
            self.add(next)
        }

        private mutating func add(_ other: State) {
            self.a &+= other.a
            self.b &+= other.b
            self.c &+= other.c
            self.d &+= other.d
            self.e &+= other.e
            self.f &+= other.f
            self.g &+= other.g
            self.h &+= other.h
        }

        var bytes: [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(32)
            for word in [self.a, self.b, self.c, self.d, self.e, self.f, self.g, self.h] {
                for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
            }
            return bytes
        }
    }
}
