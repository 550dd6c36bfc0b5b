import AnalyticsCore
import Contracts
import Security
import Store
import Vocabulary

/// Opens calls' recordings, segment by segment, whether or not the gateway that made them still exists.
public struct Recordings: Sendable {
    private let store: any BlobStore
    private let sealer: Sealer
    private let audit: AuditChain

    public init(store: any BlobStore, sealer: Sealer, database: any Database) {
        self.store = store
        self.sealer = sealer
        audit = AuditChain(database)
    }

    /// Who listens is written down, once for each answer that begins at the beginning.
    public func noteListener(_ reader: String, call: CallID) async throws {
        try await audit.append(actor: reader, action: "call.recording-played", subject: call.value)
    }

    /// The octets of a piece. A segment that cannot be opened (its person was erased, or the blob is gone) is silent.
    public func bytes(_ piece: RecordingLayout.Piece, of call: CallID, sound: Int) async -> [UInt8] {
        switch piece {
        case .header(let range): Array(Self.header(sound)[range])
        case .silence(let count): [UInt8](repeating: Self.silence, count: count)
        case .sound(let blob, let range): await segment(blob, call).map { Self.cut($0, range) } ?? [UInt8](repeating: Self.silence, count: range.count)
        }
    }

    private func segment(_ blob: String, _ call: CallID) async -> [UInt8]? {
        guard let sealed = try? await store.get(blob) else { return nil }
        return try? await BlobSeal.open(sealed, name: blob, kind: "recording", subject: call.value, by: sealer)
    }

    /// A segment is a WAVE file of its own; one that is shorter than was said is filled up.
    private static func cut(_ segment: [UInt8], _ range: Range<Int>) -> [UInt8] {
        let sound = segment.dropFirst(RecordingLayout.header)
        let part = sound.dropFirst(range.lowerBound).prefix(range.count)
        return Array(part) + [UInt8](repeating: silence, count: range.count - part.count)
    }

    /// +0 of A-law.
    private static let silence: UInt8 = 0xD5

    /// RIFF/WAVE, A-law (6), two channels, 8 kHz.
    private static func header(_ sound: Int) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        let format: [UInt8] = [6, 0, 2, 0] + word(8000) + word(16_000) + [2, 0, 8, 0]
        return Array("RIFF".utf8) + word(36 + sound) + Array("WAVEfmt ".utf8) + word(16) + format + Array("data".utf8) + word(sound)
    }
}
