import Foundation

extension PackFolder {
    /// Every file of the packs and of what is added to them, with its length and its last change.
    public var fingerprint: [String: String] {
        [path, additions].compactMap { $0 }.map(Self.fingerprint).reduce([:]) { $0.merging($1) { first, _ in first } }
    }

    private static func fingerprint(of path: String) -> [String: String] {
        let folder = URL(fileURLWithPath: path)
        let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey]
        guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys) else { return [:] }
        var found: [String: String] = [:]
        for case let file as URL in files {
            guard let values = try? file.resourceValues(forKeys: Set(keys)), let size = values.fileSize else { continue }
            found[file.path] = "\(size) \(values.contentModificationDate?.timeIntervalSince1970 ?? 0)"
        }
        return found
    }
}
