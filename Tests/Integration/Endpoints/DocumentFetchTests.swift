import Foundation
import SpeechIntentCore
import SpeechIntentEngines
import Testing

/// Knowledge over HTTP, from a server on loopback.
@Suite("Documents of knowledge")
struct DocumentFetchTests {
    @Test("the tag is kept and sent, and what has not changed is not sent again")
    func tag() async throws {
        let server = try FakeServer { line in
            let (head, _) = line.request()
            if head.contains("If-None-Match: \"v1\"") {
                line.write("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nConnection: close\r\n\r\n")
            } else {
                line.write("HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc")
            }
        }
        defer { server.stop() }
        #expect(try await DocumentFetch.fetch(server.http, tag: nil, deadline: .seconds(5)) == .document(Data("abc".utf8), tag: "\"v1\""))
        #expect(try await DocumentFetch.fetch(server.http, tag: "\"v1\"", deadline: .seconds(5)) == .unchanged)
    }

    @Test("slow, wrong, closed half-way: a named failure in time", arguments: ["slow", "wrong", "half"])
    func fails(how: String) async throws {
        let server = try FakeServer { line in
            _ = line.request()
            switch how {
            case "slow": line.waits(3000)
            case "wrong": line.answer("500 Internal Server Error", text: "")
            default: line.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            }
        }
        defer { server.stop() }
        await #expect(throws: EngineFailure.self) { try await DocumentFetch.fetch(server.http, tag: nil, deadline: .milliseconds(800)) }
    }

    @Test("no address", arguments: ["", "ftp://a", "articles.yaml"])
    func address(text: String) async {
        await #expect(throws: EngineFailure.self) { try await DocumentFetch.fetch(text, tag: nil, deadline: .seconds(1)) }
    }
}
