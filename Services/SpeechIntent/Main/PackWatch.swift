import Foundation
import Logging
import ServiceLifecycle
import SpeechIntentShell

/// Looks every few seconds whether the packs' files have changed, and puts what is new and right to work for the calls that
/// begin from then on. A pack that is wrong is named in the log, and the one before goes on.
struct PackWatch: Service {
    let loader: IndustryLoader
    let service: SpeechService
    let interval: Duration
    let log: Logger

    func run() async throws {
        var seen = fingerprint()
        while (try? await cancelWhenGracefulShutdown({ try await Task.sleep(for: interval) })) != nil {
            let present = fingerprint()
            guard present != seen else { continue }
            seen = present
            await reload()
        }
    }

    private func reload() async {
        for name in loader.names {
            do { await service.put(try await load(name)) } catch {
                log.error("a pack was changed and cannot be used; the one before goes on", metadata: ["pack": "\(name)", "error": "\(error)"])
            }
        }
    }

    /// Training takes a second of a processor: on a thread of its own, so that calls do not wait for it.
    private func load(_ name: String) async throws -> Industry {
        let loader = loader
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try loader.load(name) }) }
        }
    }

    /// Every file with its length and its last change.
    private func fingerprint() -> [String: String] {
        [loader.folder.path, loader.folder.additions].compactMap { $0 }.map(fingerprint(of:)).reduce([:]) { $0.merging($1) { first, _ in first } }
    }

    private func fingerprint(of path: String) -> [String: String] {
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
