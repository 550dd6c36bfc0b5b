import Foundation
import Store
import Testing

@Suite struct BlobTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-blobs-\(UUID().uuidString)").path

    @Test func whatIsPutIsThereUntilItIsRemoved() async throws {
        let store = FolderBlobStore(folder)
        try await store.put("recordings/01/0", [1, 2, 3])
        try await store.put("recordings/01/0", [4])
        #expect(try await FolderBlobStore(folder).get("recordings/01/0") == [4])
        try await store.remove("recordings/01/0")
        #expect(try await store.get("recordings/01/0") == nil)
        try await store.remove("recordings/01/0")
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test(arguments: ["", "/etc/passwd", "a//b", "../a", "a/../../b", "a/.", "a b", "a\0b", "名", "a/"])
    func noKeyLeadsOutOfTheFolder(key: String) async {
        await #expect(throws: BlobError.self) { try await FolderBlobStore(folder).put(key, [1]) }
        await #expect(throws: BlobError.self) { try await FolderBlobStore(folder).get(key) }
    }

    @Test func aFolderThatCannotBeWrittenIsAClearError() async throws {
        let file = folder + ".file"
        try Data().write(to: URL(fileURLWithPath: file))
        await #expect(throws: BlobError.self) { try await FolderBlobStore(file).put("a", [1]) }
        try FileManager.default.removeItem(atPath: file)
    }
}
