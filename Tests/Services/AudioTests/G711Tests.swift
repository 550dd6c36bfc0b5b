import Audio
import Testing

/// ITU-T G.711 (11/1988).
@Suite struct G711Tests {
    /// Table 1a: upper decision value x of each segment (13 bits) and the step in it.
    @Test func aLawQuantisesAsTable1aSays() {
        let segments = [(0, 64, 2), (64, 128, 4), (128, 256, 8), (256, 512, 16), (512, 1024, 32), (1024, 2048, 64), (2048, 4096, 128)]
        for (low, high, step) in segments {
            for decision in stride(from: low, to: high, by: step) {
                let middle = Int16((decision + step / 2) << 3)
                for value in [decision << 3, (decision + step) << 3 - 1] {
                    #expect(G711.linearOfALaw[Int(G711.aLaw(Int16(value)))] == middle, "+\(value)")
                    #expect(G711.linearOfALaw[Int(G711.aLaw(Int16(-value - 1)))] == -middle, "-\(value + 1)")
                }
            }
        }
    }

    /// Table 1a, column 6, with the even bits inverted as the note says; table 2a likewise.
    @Test(arguments: [(0xD5, 8), (0x55, -8), (0xAA, 32256), (0x2A, -32256), (0x80, 5504), (0x00, -5504)])
    func aLawOctetsMeanTheseValues(octet: Int, value: Int16) { #expect(G711.linearOfALaw[octet] == value) }

    @Test(arguments: [(0xFF, 0), (0x7F, 0), (0x80, 32124), (0x00, -32124), (0xF0, 120), (0x70, -120), (0xEF, 132)])
    func muLawOctetsMeanTheseValues(octet: Int, value: Int16) { #expect(G711.linearOfMuLaw[octet] == value) }

    /// Table 2a: decision values of each segment (14 bits) and the step in it.
    @Test func muLawQuantisesAsTable2aSays() {
        let segments = [(1, 31, 2), (31, 95, 4), (95, 223, 8), (223, 479, 16), (479, 991, 32), (991, 2015, 64), (2015, 4063, 128), (4063, 8159, 256)]
        for (low, high, step) in segments {
            for decision in stride(from: low, to: high, by: step) {
                let middle = Int16((decision + step / 2) << 2)
                for value in [decision << 2, (decision + step) << 2 - 1] {
                    #expect(G711.linearOfMuLaw[Int(G711.muLaw(Int16(value)))] == middle, "+\(value)")
                    #expect(G711.linearOfMuLaw[Int(G711.muLaw(Int16(-value)))] == -middle, "-\(value)")
                }
            }
        }
    }

    @Test func everyOctetSurvivesARoundTrip() {
        for octet in UInt8.min...UInt8.max {
            #expect(G711.aLaw(G711.linearOfALaw[Int(octet)]) == octet)
            // Both zeros of µ-law decode to 0, which is encoded as the positive one.
            if octet != 0x7F { #expect(G711.muLaw(G711.linearOfMuLaw[Int(octet)]) == octet) }
        }
    }

    @Test func transcodingIsMonotonousAndSilenceStaysSilent() {
        #expect(G711.muLawOfALaw[Int(G711.aLawSilence)] == G711.muLaw(8))
        #expect(G711.aLawOfMuLaw[Int(G711.muLawSilence)] == G711.aLawSilence)
        for octet in 0...255 {
            let direct = Int(G711.linearOfALaw[octet]), through = Int(G711.linearOfMuLaw[Int(G711.muLawOfALaw[octet])])
            #expect(abs(direct - through) <= max(16, abs(direct) / 32))
        }
    }
}
