import Foundation
import Security
import Testing

/// A spool on a disk that crashes, fills up and is tampered with.
struct SecurityFileTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-\(UUID().uuidString)")
    private var path: String { folder.appendingPathComponent("events.spool").path }
    private let key = SecureRandom.bytes(32)
    private let records = (0..<20).map { [UInt8](repeating: UInt8($0), count: $0 * 7) }

    private func file(bound: Int = 1 << 20) throws -> SealedFile { try SealedFile(path, key: key, bound: bound) }

    @Test("records come back in order, in pages, also after a restart") func restart() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try file().append(Array(records[0..<12]))
        try secondRun()
        #expect(try file().isEmpty)
    }

    private func secondRun() throws {
        let again = try file()
        #expect(throws: SealingError.self, "another process has it") { try file() }
        try again.append(Array(records[12...]))
        let (first, next) = try again.records(from: 0, limit: 15)
        #expect(first == Array(records[0..<15]))
        #expect(try again.records(from: next, limit: 100).records == Array(records[15...]))
        try again.clear()
    }

    @Test("wherever a crash cuts the file, the whole records before it remain and new ones follow") func torn() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try file().append(records)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for length in stride(from: 0, through: whole.count, by: 13) {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            let kept = try file().records(from: 0, limit: 100).records
            #expect(kept == Array(records.prefix(kept.count)))
            try file().append([[1, 2, 3]])
            #expect(try file().records(from: 0, limit: 100).records == kept + [[1, 2, 3]])
        }
    }

    @Test("the text is nowhere in the file, and another key or a moved record does not open") func sealed() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let secret = Array("13800138000".utf8)
        try file().append([secret, [UInt8](repeating: 7, count: secret.count)])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.range(of: Data(secret)) == nil)
        #expect(throws: SealingError.self) { try SealedFile(path, key: SecureRandom.bytes(32), bound: 1 << 20).records(from: 0, limit: 1) }
        let half = bytes.count / 2
        try (bytes.suffix(half) + bytes.prefix(half)).write(to: URL(fileURLWithPath: path))
        #expect(throws: SealingError.self) { try file().records(from: 0, limit: 1) }
    }

    @Test("a full file refuses, and keeps what it has") func full() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let small = try file(bound: 200)
        try small.append([[1], [2]])
        #expect(throws: SealedFile.Failure.full(octets: 200)) { try small.append([[UInt8](repeating: 0, count: 200)]) }
        #expect(try small.records(from: 0, limit: 10).records == [[1], [2]])
    }
}
