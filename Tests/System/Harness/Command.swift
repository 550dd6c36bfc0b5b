import Foundation

/// A program run to its end, or killed when it takes too long.
enum Command {
    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// - Throws: when it cannot be started, or has not ended in time.
    static func run(_ program: URL, _ arguments: [String], environment: [String: String] = [:], input: String = "", within limit: Duration = .seconds(30)) async throws -> Outcome {
        let scratch = try Scratch()
        defer { scratch.remove() }
        try input.write(to: scratch.file("input"), atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: scratch.file("input"))
        process.standardOutput = try scratch.writing("output")
        process.standardError = try scratch.writing("errors")
        try process.run()
        let deadline = ContinuousClock.now + limit
        while process.isRunning, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
        guard !process.isRunning else {
            kill(process.processIdentifier, SIGKILL)
            throw Failure(description: "\(program.lastPathComponent) \(arguments.joined(separator: " ")) did not end within \(limit): \(scratch.text("errors"))")
        }
        return Outcome(status: process.terminationStatus, output: scratch.text("output"), errors: scratch.text("errors"))
    }

    /// The same for what must succeed.
    @discardableResult
    static func done(_ program: URL, _ arguments: [String], environment: [String: String] = [:], input: String = "", within limit: Duration = .seconds(30)) async throws -> String {
        let outcome = try await run(program, arguments, environment: environment, input: input, within: limit)
        guard outcome.status == 0 else {
            throw Failure(description: "\(program.lastPathComponent) \(arguments.joined(separator: " ")) ended with \(outcome.status): \(outcome.errors)\(outcome.output)")
        }
        return outcome.output
    }
}

/// A folder that goes when it is no longer needed.
struct Scratch: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-system-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

    func writing(_ name: String) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: file(name).path, contents: nil)
        return try FileHandle(forWritingTo: file(name))
    }

    func text(_ name: String) -> String { String(decoding: FileManager.default.contents(atPath: file(name).path) ?? Data(), as: UTF8.self) }
    func remove() { try? FileManager.default.removeItem(at: folder) }
}

/// Asks again until it is so.
/// - Returns: false when it is not so within the limit.
func eventually(within limit: Duration, _ condition: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(50))
    }
    return try await condition()
}
