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
        try process.run()
        pid = process.processIdentifier
        self.process = Mutex(process)
    }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Asks it to end, and kills it when it does not.
    func end(within limit: Duration) async {
        kill(pid, SIGTERM)
        if await eventually(within: limit, { !isRunning }) { return }
        kill(pid, SIGKILL)
    }
}
