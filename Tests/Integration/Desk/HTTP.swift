import Foundation
import Glibc

/// A browser without a page: HTTP/1.1 over a socket, so that a test decides every header and may read as slowly as it likes.
final class HTTP: Sendable {
    struct Answer {
        var status: Int
        var head: String
        var body: String
        /// A header's value.
        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }.map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
        /// The desk's cookie as a browser would send it back.
        var cookie: String? { header("set-cookie")?.split(separator: ";").first.map(String.init) }
    }

    static func get(_ path: String, port: Int, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, port: port, headers: headers, body: "")
    }

    static func post(_ path: String, _ json: String, port: Int, headers: [String: String] = [:]) async throws -> Answer {
        try await send("POST", path, port: port, headers: headers.merging(["Content-Type": "application/json"]) { own, _ in own }, body: json)
    }

    private static func send(_ method: String, _ path: String, port: Int, headers: [String: String], body: String) async throws -> Answer {
        let line = try HTTP(port: port, receiving: nil)
        try line.write(method, path, headers.merging(["Connection": "close"]) { own, _ in own }, body)
        return try await line.answer()
    }

    private let descriptor: Int32

    /// - Parameter receiving: how many octets the kernel keeps for us; little, for who reads slowly.
    init(port: Int, receiving: Int32?) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = FreePort.loopback(port), limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var receiving { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiving, socklen_t(MemoryLayout<Int32>.size)) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard connected else { throw Failure("nobody listens on port \(port)") }
    }

    deinit { close(descriptor) }

    func write(_ method: String, _ path: String, _ headers: [String: String], _ body: String) throws {
        let fields = headers.merging(["Host": "127.0.0.1", "Content-Length": "\(body.utf8.count)"]) { own, _ in own }.map { "\($0): \($1)\r\n" }.joined()
        let text = Array("\(method) \(path) HTTP/1.1\r\n\(fields)\r\n\(body)".utf8)
        guard Glibc.send(descriptor, text, text.count, Int32(MSG_NOSIGNAL)) == text.count else { throw Failure("the server does not read") }
    }

    /// What has come; empty at the end. Throws after ten seconds of silence.
    func read() async throws -> [UInt8] {
        // Not on a thread that the desk's tasks need.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try self.receive() }) }
        }
    }

    private func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failure("nothing came for ten seconds") }
        return Array(buffer.prefix(count))
    }

    private func answer() async throws -> Answer {
        var bytes: [UInt8] = []
        while true {
            let more = try await read()
            if more.isEmpty { break }
            bytes += more
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let gap = text.range(of: "\r\n\r\n"), let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { throw Failure("no HTTP answer: \(text.prefix(80))") }
        return Answer(status: status, head: String(text[..<gap.lowerBound]), body: String(text[gap.upperBound...]))
    }
}
