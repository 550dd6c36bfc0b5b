import Foundation
import Vocabulary

/// The secret that all others come from: 32 octets in a file of 64 hexadecimal digits that the services alone may read.
/// Who loses the file loses every sealed value.
public struct MasterKey: Sendable {
    private let octets: [UInt8]

    public init(_ octets: [UInt8]) throws(SealingError) {
        guard octets.count == 32 else { throw SealingError(.key, "the master key must have 32 octets") }
        self.octets = octets
    }

    /// - Throws: when the file is absent, or is not 64 hexadecimal digits.
    public static func load(_ path: String) throws(SealingError) -> MasterKey {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SealingError(.key, "cannot read the key file \(path): name it in security.key-file, or make one with: hotline migrate")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let octets = Hex.decode(text), octets.count == 32 else { throw SealingError(.key, "the key file \(path) must hold 64 hexadecimal digits") }
        return try MasterKey(octets)
    }

    /// Makes the file, readable by its owner alone, unless there is one.
    public static func make(_ path: String) throws(SealingError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw SealingError(.key, "cannot make the key file \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let text = Array((Hex.encode(SecureRandom.bytes(32)) + "\n").utf8)
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
            throw SealingError(.key, "cannot write the key file \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// A key for one purpose, from which neither this one nor another can be told (HKDF-SHA-256).
    public func derived(_ purpose: String) -> [UInt8] { Digest.hkdfSHA256(key: octets, info: "hotline/1/" + purpose) }
}
