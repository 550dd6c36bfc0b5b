import Foundation

/// Records that must outlive the process, appended to a file, each sealed with AES-256-GCM. Used by one thread.
///
/// A record is its body's length and CRC-32 (both little-endian, 4 octets) and the body: nonce, ciphertext, tag. The
/// associated data is the record's place, so that none can be moved. A record torn by a crash ends the file.
public final class SealedFile {
    public enum Failure: Error, Hashable { case full(octets: Int) }

    /// Largest body that is believed when reading.
    private static let largest = 16 << 20
    private static let header = 8

    private let path: String
    private let key: [UInt8]
    private let descriptor: Int32
    /// Octets at most; an append that would exceed it is refused.
    private let bound: Int
    /// Where the next record goes.
    public private(set) var end = 0

    /// Opens or makes the file, keeps others away from it, and finds the end of its last whole record.
    public init(_ path: String, key: [UInt8], bound: Int) throws {
        self.path = path
        self.key = key
        self.bound = bound
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failed("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw SealingError(.spool, "\(path) is in use by another process: end that one, or give this one another index or folder")
        }
        while let (_, next) = try read(at: end) { end = next }
    }

    deinit { close(descriptor) }

    public var isEmpty: Bool { end == 0 }

    /// Appends all and waits until they are on the disk.
    /// - Throws: `Failure.full`, or `SealingError.spool`; nothing was appended then.
    public func append(_ records: [[UInt8]]) throws {
        var bytes: [UInt8] = []
        for record in records {
            let body = AES256GCM.seal(record, key: key, associated: associated(end + bytes.count))
            bytes += Self.octets(UInt32(clamping: body.count)) + Self.octets(CRC32.checksum(body)) + body
        }
        guard end + bytes.count <= bound else { throw Failure.full(octets: bound) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written, off_t(end + written)) }
            guard count > 0 || errno == EINTR else { throw Self.failed("write", path) }
            written += max(count, 0)
        }
        guard fdatasync(descriptor) == 0 else { throw Self.failed("write", path) }
        end += bytes.count
    }

    /// - Returns: the records from an offset on, at most `limit`, and where the next one begins.
    public func records(from offset: Int, limit: Int) throws -> (records: [[UInt8]], next: Int) {
        var records: [[UInt8]] = [], next = offset
        while records.count < limit, next < end, let (body, after) = try read(at: next) {
            guard let record = AES256GCM.open(body, key: key, associated: associated(next)) else {
                throw SealingError(.spool, "\(path) was sealed under another master key, or changed: move it away to go on without it")
            }
            records.append(record)
            next = after
        }
        return (records, next)
    }

    /// Everything has been taken.
    public func clear() throws {
        guard ftruncate(descriptor, 0) == 0, fdatasync(descriptor) == 0 else { throw Self.failed("truncate", path) }
        end = 0
    }

    /// The body at an offset and where it ends; nil at the end, and where a torn record begins.
    private func read(at offset: Int) throws -> (body: [UInt8], next: Int)? {
        let header = try bytes(Self.header, at: offset)
        guard header.count == Self.header else { return nil }
        let length = Int(Self.number(header[0..<4]))
        guard length <= Self.largest else { return nil }
        let body = try bytes(length, at: offset + Self.header)
        guard body.count == length, CRC32.checksum(body) == Self.number(header[4..<8]) else { return nil }
        return (body, offset + Self.header + length)
    }

    private func bytes(_ count: Int, at offset: Int) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count), taken = 0
        while taken < count {
            let got = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress?.advanced(by: taken), count - taken, off_t(offset + taken)) }
            guard got >= 0 || errno == EINTR else { throw Self.failed("read", path) }
            if got == 0 { break }
            taken += max(got, 0)
        }
        return Array(buffer.prefix(taken))
    }

    private func associated(_ offset: Int) -> [UInt8] { Array("spool\0\(offset)".utf8) }
    private static func octets(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    private static func number(_ octets: ArraySlice<UInt8>) -> UInt32 { octets.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
    private static func failed(_ what: String, _ path: String) -> SealingError {
        SealingError(.spool, "cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}
