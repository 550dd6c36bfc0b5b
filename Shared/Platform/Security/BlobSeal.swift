import Contracts

/// Seals blobs of one subject: AES-256-GCM under a key made for it, which is itself sealed for the person and lies before
/// each blob, so that a blob can be opened by itself and is closed for ever once the person is erased.
///
/// A blob is `hotline-blob/1 <box>\n`, then nonce, ciphertext and tag. The associated data is the blob's name.
public struct BlobSeal: Sendable {
    private static let magic = Array("hotline-blob/1 ".utf8)

    private let key: [UInt8]
    private let header: [UInt8]

    /// - Parameters:
    ///   - kind: `recording`, `attachment`.
    ///   - subject: the call, the ticket.
    /// - Throws: `SealingError` when the key cannot be kept.
    public init(_ sealer: Sealer, person: DataSubject, kind: String, subject: String) async throws {
        key = SecureRandom.bytes(32)
        let box = try await sealer.seal(Base64URL.encode(key), person: person, kind: kind, subject: subject)
        header = Self.magic + Array(box.box.utf8) + [0x0A]
    }

    public func seal(_ bytes: [UInt8], name: String) -> [UInt8] {
        header + AES256GCM.seal(bytes, key: key, associated: Array(name.utf8))
    }

    /// - Throws: `SealingError`, or `StoreError` while the database is away.
    public static func open(_ blob: [UInt8], name: String, kind: String, subject: String, by sealer: Sealer) async throws -> [UInt8] {
        guard blob.starts(with: magic), let end = blob.firstIndex(of: 0x0A), end < 4096 else { throw SealingError(.malformed, "this is no sealed blob") }
        let box = Sealed<String>(box: String(decoding: blob[magic.count..<end], as: UTF8.self))
        let key = Base64URL.decode(try await sealer.open(box, kind: kind, subject: subject)) ?? []
        guard key.count == 32, let bytes = AES256GCM.open(Array(blob[(end + 1)...]), key: key, associated: Array(name.utf8)) else {
            throw SealingError(.altered, "a sealed blob was changed, or has another name")
        }
        return bytes
    }
}
