import Foundation
import ServiceLifecycle

/// A service started by `hotline up` ends when that process dies, however it dies, so that no orphan keeps a port.
struct ParentWatch: Service {
    /// `HOTLINE_END_WITH_PARENT`: the process that must live.
    let parent: Int32?

    init(environment: [String: String]) { parent = environment["HOTLINE_END_WITH_PARENT"].flatMap { Int32($0) } }

    func run() async throws {
        while (try? await cancelWhenGracefulShutdown({ try await Task.sleep(for: .seconds(1)) })) != nil {
            if let parent, getppid() != parent { return }
        }
    }
}
