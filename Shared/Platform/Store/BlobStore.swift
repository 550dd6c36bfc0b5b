import Foundation

/// Where recordings and attachments lie. What is put there is sealed already.
public protocol BlobStore: Sendable {
    /// Keeps bytes under a key, whole or not at all; an earlier value is replaced.
    /// - Parameter key: words between slashes: letters, digits, `.`, `_` and `-`.
    func put(_ key: String, _ bytes: [UInt8]) async throws(BlobError)
    /// Nil when there is nothing under the key.
    func get(_ key: String) async throws(BlobError) -> [UInt8]?
    func remove(_ key: String) async throws(BlobError)
}

public struct BlobError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
    public init(_ description: String) { self.description = description }
}

/// Blobs as files in a folder, on a thread of its own: a disk may be slow.
public actor FolderBlobStore: BlobStore {
    private let folder: String
    private let thread = PinnedThread(name: "blobs")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    public init(_ folder: String) { self.folder = folder }
    deinit { thread.stop() }

    public func put(_ key: String, _ bytes: [UInt8]) throws(BlobError) {
        let url = try url(of: key)
        do {
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(bytes).write(to: url, options: .atomic)
        } catch { throw BlobError("cannot write \(url.path); is there room, and may this service write to blobs.folder? \(error.localizedDescription)") }
    }

    public func get(_ key: String) throws(BlobError) -> [UInt8]? {
        let url = try url(of: key)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        do { return Array(try Data(contentsOf: url)) } catch { throw BlobError("cannot read \(url.path): \(error.localizedDescription)") }
    }

    public func remove(_ key: String) throws(BlobError) {
        let url = try url(of: key)
        guard FileManager.default.fileExists(atPath: url.path) else { return }
        do { try FileManager.default.removeItem(at: url) } catch { throw BlobError("cannot remove \(url.path): \(error.localizedDescription)") }
    }

    /// No key leads out of the folder.
    private func url(of key: String) throws(BlobError) -> URL {
        let words = key.split(separator: "/", omittingEmptySubsequences: false)
        let isFit =
            !words.isEmpty
            && words.allSatisfy { word in
                !word.isEmpty && word != "." && word != ".." && word.utf8.allSatisfy { Self.allowed.contains($0) }
            }
        guard isFit else { throw BlobError("a blob's key holds what no key may: words of letters, digits, '.', '_' and '-' between slashes") }
        return URL(fileURLWithPath: folder).appendingPathComponent(key)
    }

    private static let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-".utf8)
}
