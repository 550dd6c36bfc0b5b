import Foundation
import Security

/// The key file, and the folders that are written to.
struct FolderCheck {
    var settings: SuiteSettings
    var config: String?

    func findings() -> [Finding] { [key()] + [("spool", settings.spool), ("blobs", settings.blobs)].map(folder) }

    private func key() -> Finding {
        let path = settings.keyFile
        guard FileManager.default.fileExists(atPath: path) else {
            return .missing("key file", "\(path) is absent", mend: "hotline migrate" + (config.map { " --config \($0)" } ?? ""))
        }
        do { _ = try MasterKey.load(path) } catch {
            return .missing("key file", error.reason, mend: "restore \(path) from its backup: without it nothing that was sealed can be opened")
        }
        let permissions = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int ?? 0
        guard permissions & 0o077 == 0 else { return .missing("key file", "others than its owner may read \(path)", mend: "chmod 600 \(path)") }
        return .good("key file", path)
    }

    /// A folder that is absent is made by who first needs it, so its nearest parent counts.
    private func folder(_ name: String, _ path: String) -> Finding {
        var nearest = URL(fileURLWithPath: path).standardizedFileURL
        while !FileManager.default.fileExists(atPath: nearest.path), nearest.path != "/" { nearest.deleteLastPathComponent() }
        guard FileManager.default.isWritableFile(atPath: nearest.path) else {
            return .missing("\(name) folder", "\(nearest.path) cannot be written to", mend: "install -d -m 700 -o \(NSUserName()) \(path)")
        }
        return .good("\(name) folder", path)
    }
}
