import Foundation
import Vocabulary

/// Keeps the children alive: starts each, starts it again when it dies, with a pause that grows to five seconds while it
/// keeps dying at once, and ends them all in order.
actor Supervisor {
    private let binaries: URL
    private let logs: URL
    private let arguments: [String]
    private let tell: @Sendable (String) -> Void
    private var running: [Child: Process] = [:]
    private var failures: [Child: Int] = [:]
    private var stopping = false

    init(binaries: URL, logs: URL, arguments: [String], tell: @escaping @Sendable (String) -> Void) {
        self.binaries = binaries
        self.logs = logs
        self.arguments = arguments
        self.tell = tell
    }

    func start(_ child: Child) throws {
        let process = Process()
        process.executableURL = binaries.appendingPathComponent(child.service.rawValue)
        process.arguments = ["--instance", String(child.index)] + arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["HOTLINE_END_WITH_PARENT": String(getpid())]) { $1 }.merging(child.environment) { $1 }
        let log = try logFile(of: child)
        process.standardOutput = log
        process.standardError = log
        process.standardInput = FileHandle.nullDevice
        let began = Date()
        process.terminationHandler = { [weak self] ended in
            let status = ended.terminationStatus
            Task { await self?.ended(child, status: status, lived: Date().timeIntervalSince(began)) }
        }
        try process.run()
        running[child] = process
    }

    func pid(of child: Child) -> Int32? { running[child]?.processIdentifier }

    private func logFile(of child: Child) throws -> FileHandle {
        let file = logs.appendingPathComponent(child.name + ".log")
        if !FileManager.default.fileExists(atPath: file.path) { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        return handle
    }

    private func ended(_ child: Child, status: Int32, lived: TimeInterval) async {
        running[child] = nil
        guard !stopping else { return }
        failures[child] = lived > 10 ? 0 : (failures[child] ?? 0) + 1
        let pause = min(0.2 * pow(2, Double(failures[child] ?? 0)), 5)
        tell("\(child.name) ended with status \(status); starting it again in \(Int(pause * 1000)) ms (log: \(logs.path)/\(child.name).log)")
        try? await Task.sleep(for: .milliseconds(Int(pause * 1000)))
        guard !stopping else { return }
        do { try start(child) } catch { tell("\(child.name) cannot be started: \(error)") }
    }

    /// Asks all to end, gateways first so that calls can finish, and kills after the given time what has not.
    func stop(within limit: Duration) async {
        stopping = true
        for process in running.values { process.terminate() }
        let deadline = ContinuousClock.now + limit
        while !running.isEmpty, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(50)) }
        for (child, process) in running {
            tell("\(child.name) did not end in time and is killed")
            kill(process.processIdentifier, SIGKILL)
        }
    }
}
