import Foundation
import Glibc

/// A customer's own system: takes requests over a socket and answers with one status after another, the last for ever.
final class WebhookReceiver: Sendable {
    struct Request: Sendable {
        var head: String
        var body: String
        func header(_ name: String) -> String? {
            head.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }.map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    let port: Int
    private let listener: Int32
    private let statuses: Shared<[Int]>
    private let taken = Shared<[Request]>([])
    var requests: [Request] { taken.withLock { $0 } }

    init(answering statuses: [Int]) throws {
        self.statuses = Shared(statuses)
        port = try FreePort.any()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = FreePort.loopback(port)
        let bound = withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 } }
        guard bound, listen(listener, 16) == 0 else { throw Failure("cannot listen") }
        Thread.detachNewThread { [self] in while serveOne() {} }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serveOne() -> Bool {
        let line = accept(listener, nil, nil)
        guard line >= 0 else { return false }
        defer { close(line) }
        var limit = timeval(tv_sec: 5, tv_usec: 0), bytes: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 65_536)
        setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        while !Self.isWhole(bytes) {
            let count = recv(line, &buffer, buffer.count, 0)
            guard count > 0 else { return true }
            bytes += buffer.prefix(count)
        }
        let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
        taken.withLock { $0.append(Request(head: parts[0], body: parts.dropFirst().joined(separator: "\r\n\r\n"))) }
        let status = statuses.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? 200 }
        let answer = Array("HTTP/1.1 \(status) x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        _ = send(line, answer, answer.count, Int32(MSG_NOSIGNAL))
        return true
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let gap = text.range(of: "\r\n\r\n") else { return false }
        let length = text[..<gap.lowerBound].components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }.flatMap {
            Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces))
        }
        return text[gap.upperBound...].utf8.count >= length ?? 0
    }
}
