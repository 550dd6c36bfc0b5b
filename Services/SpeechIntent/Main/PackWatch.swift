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
        var seen = loader.folder.fingerprint
        while (try? await cancelWhenGracefulShutdown({ try await Task.sleep(for: interval) })) != nil {
            let present = loader.folder.fingerprint
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
}
