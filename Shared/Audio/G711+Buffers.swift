extension G711 {
    /// The A-law octet of silence (+0, table 1a).
    public static let aLawSilence: UInt8 = 0xD5
    /// The µ-law octet of silence (+0, table 2a).
    public static let muLawSilence: UInt8 = 0xFF

    /// µ-law octet → A-law octet, through linear (the direct tables of G.711 differ by at most a half step).
    public static let aLawOfMuLaw: [UInt8] = (0...255).map { aLaw(decodeMuLaw(UInt8($0))) }
    /// A-law octet → µ-law octet.
    public static let muLawOfALaw: [UInt8] = (0...255).map { muLaw(decodeALaw(UInt8($0))) }

    /// Samples as A-law; what is longer than the other stays as it is.
    public static func encode(_ samples: UnsafeMutableBufferPointer<Int16>, into octets: UnsafeMutableRawBufferPointer) {
        for index in 0..<min(samples.count, octets.count) { octets[index] = aLaw(samples[index]) }
    }

    /// A-law as samples; what is longer than the other stays as it is.
    public static func decode(_ octets: UnsafeMutableRawBufferPointer, into samples: UnsafeMutableBufferPointer<Int16>) {
        linearOfALaw.withUnsafeBufferPointer { table in
            for index in 0..<min(samples.count, octets.count) { samples[index] = table[Int(octets[index])] }
        }
    }

    public static func aLaw(_ samples: [Int16]) -> [UInt8] { samples.map { aLaw($0) } }
    public static func muLaw(_ samples: [Int16]) -> [UInt8] { samples.map { muLaw($0) } }
    public static func linear(aLaw octets: [UInt8]) -> [Int16] { octets.map { linearOfALaw[Int($0)] } }
    public static func linear(muLaw octets: [UInt8]) -> [Int16] { octets.map { linearOfMuLaw[Int($0)] } }
}
