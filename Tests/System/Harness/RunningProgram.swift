import Foundation
import Synchronization

/// A program that runs beside the test, its output in a file.
final class RunningProgram: Sendable {
    private let process: Mutex<Process>
    let pid: Int32

    init(_ program: URL, _ arguments: [String], environment: [String: String] = [:], log: URL) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let handle = try FileHandle(forWritingTo: log)
        process.standardOutput = handle
        process.standardError = handle
        try Self.withSignals { try process.run() }
        pid = process.processIdentifier
        self.process = Mutex(process)
    }

    /// A program inherits which signals are blocked, and threads of the test's pool block them all: Kamailio's clock is one.
    private static func withSignals(_ start: () throws -> Void) rethrows {
        var none = sigset_t(), before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try start()
    }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Asks it to end, and kills it when it does not.
    func end(within limit: Duration) async {
        kill(pid, SIGTERM)
        if await eventually(within: limit, { !isRunning }) { return }
        kill(pid, SIGKILL)
    }
}
