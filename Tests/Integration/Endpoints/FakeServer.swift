import Foundation
import Glibc
import Synchronization

/// A server on loopback that answers each connection with what a script says, byte for byte, and may be slow, wrong or gone.
final class FakeServer: Sendable {
    /// One connection of the script: reads requests, writes bytes.
    struct Line: ~Copyable {
        fileprivate let descriptor: Int32

        /// What has arrived; nil when the peer has closed.
        func read() -> [UInt8]? {
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            return count > 0 ? Array(buffer[..<count]) : nil
        }

        func write(_ bytes: some Sequence<UInt8>) {
            let all = Array(bytes)
            _ = all.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }

        func write(_ text: String) { write(Array(text.utf8)) }

        /// A whole HTTP request: its head, and the body that the head announces.
        func request() -> (head: String, body: [UInt8]) {
            var bytes: [UInt8] = []
            while let part = read() {
                bytes += part
                guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
                let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
                if head.lowercased().contains("expect: 100-continue"), bytes.count == end.upperBound { write("HTTP/1.1 100 Continue\r\n\r\n") }
                if bytes.count >= end.upperBound + length { return (head, Array(bytes[end.upperBound...])) }
            }
            return ("", [])
        }

        func waits(_ milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }

        func answer(_ status: String = "200 OK", type: String = "application/json", _ body: [UInt8]) {
            write("HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n")
            write(body)
        }

        func answer(_ status: String = "200 OK", text: String) { answer(status, Array(text.utf8)) }

        /// The head of an answer whose length is told by its end.
        func stream() { write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n") }
    }

    let port: Int
    private let descriptor: Int32

    init(_ script: @escaping @Sendable (borrowing Line) -> Void) throws {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = listening
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listening, $0, size) == 0 && listen(listening, 16) == 0 && getsockname(listening, $0, &size) == 0 }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while case let peer = accept(listening, nil, nil), peer >= 0 {
                Thread.detachNewThread {
                    script(Line(descriptor: peer))
                    shutdown(peer, Int32(SHUT_RDWR))
                    close(peer)
                }
            }
            close(listening)
        }
    }

    /// Nobody answers any more; a server that is not stopped serves until the tests end.
    func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    var http: String { "http://127.0.0.1:\(port)/v1" }
}
