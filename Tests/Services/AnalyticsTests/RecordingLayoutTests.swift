import AnalyticsCore
import Contracts
import Testing

/// Where the octets of a recording lie.
@Suite struct RecordingLayoutTests {
    private static func segment(_ number: Int, milliseconds: Int64 = 1000) -> RecordingStored {
        RecordingStored(call: "c", blob: "recordings/c/\(number)", segment: number, duration: milliseconds)
    }

    private let layout = RecordingLayout([segment(2, milliseconds: 340), segment(0), segment(0)])

    @Test func segmentsFollowEachOtherAndALostSecondIsSilent() {
        #expect(layout.count == 44 + 16_000 + 16_000 + 5440 && layout.duration == 2340)
        #expect(
            layout.pieces(of: 0..<layout.count)
                == [.header(0..<44), .sound(blob: "recordings/c/0", 0..<16_000), .silence(16_000), .sound(blob: "recordings/c/2", 0..<5440)])
    }

    @Test(
        arguments: [
            (0..<0, []), (10..<20, [.header(10..<20)]), (40..<50, [.header(40..<44), .sound(blob: "recordings/c/0", 0..<6)]),
            (16_043..<16_045, [.sound(blob: "recordings/c/0", 15_999..<16_000), .silence(1)]),
            (37_483..<99_999, [.sound(blob: "recordings/c/2", 5439..<5440)]), (99_999..<100_000, []),
        ] as [(Range<Int>, [RecordingLayout.Piece])])
    func anyRangeIsCutOutOfIt(range: Range<Int>, pieces: [RecordingLayout.Piece]) { #expect(layout.pieces(of: range) == pieces) }

    @Test func cutsJoinToTheWhole() {
        for size in [1000, 7777, 16_000] {
            let counts = stride(from: 0, to: layout.count, by: size).flatMap { layout.pieces(of: $0..<$0 + size) }.map { piece in
                switch piece {
                case .header(let range), .sound(_, let range): range.count
                case .silence(let count): count
                }
            }
            #expect(counts.reduce(0, +) == layout.count)
        }
    }

    @Test func nothingStoredIsNothing() {
        #expect(RecordingLayout([]).isEmpty && RecordingLayout([]).pieces(of: 0..<44) == [.header(0..<44)])
        #expect(RecordingLayout([Self.segment(-1), Self.segment(1 << 40)]).isEmpty)
    }

    // MARK: What players ask for

    @Test(
        arguments: [
            (nil, .whole), ("bytes=0-", .part(0..<1000)), ("bytes=0-0", .part(0..<1)), ("bytes=500-9999", .part(500..<1000)), ("bytes=-200", .part(800..<1000)),
            ("bytes=-5000", .part(0..<1000)), ("bytes=1000-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=9-3", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole),
            ("bytes=0-1,5-6", .whole), ("lines=1-2", .whole), ("bytes=99999999999999999999-", .whole), ("bytes=\u{661}-", .whole),
        ] as [(String?, ByteRange)])
    func ranges(header: String?, expected: ByteRange) { #expect(ByteRange(header, of: 1000) == expected) }
}
