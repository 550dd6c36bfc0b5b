import SpeechIntentCore
import SpeechIntentEngines
import Synchronization
import Testing

@Suite("A language model's endpoint", .timeLimit(.minutes(1)))
struct ChatModelTests {
    private let prompt = ModelPrompt(passages: [.init(source: "fee@2", text: "每平米二十二元。")], question: "怎么收费")

    private func event(_ words: String) -> String { "data: {\"choices\":[{\"delta\":{\"content\":\"\(words)\"}}]}\n\n" }

    private func answer(_ server: FakeServer, deadline: Duration = .seconds(20), key: String? = nil) async throws -> String {
        var whole = ""
        for try await piece in ChatModel(try Endpoint(server.http, model: "qwen", key: key)).answer(prompt, deadline: deadline) { whole += piece }
        return whole
    }

    private func failure(_ server: FakeServer, deadline: Duration = .seconds(20)) async -> EngineFailure? {
        do {
            _ = try await answer(server, deadline: deadline)
            return nil
        } catch { return error as? EngineFailure }
    }

    @Test("pieces are streamed, cut anywhere, even inside a character")
    func streams() async throws {
        let bytes = Array((event("每平米") + ": a comment\n\n" + event("二十二元。") + "data: [DONE]\n\n").utf8)
        let server = try FakeServer { line in
            _ = line.request()
            line.stream()
            for byte in bytes { line.write([byte]) }
        }
        #expect(try await answer(server) == "每平米二十二元。")
    }

    @Test("the question holds the rules apart from the passages, asks for a stream, and carries the key")
    func asks() async throws {
        let seen = Mutex("")
        let server = try FakeServer { line in
            let (head, body) = line.request()
            seen.withLock { $0 = head + String(decoding: body, as: UTF8.self) }
            line.stream()
            line.write("data: [DONE]\n\n")
        }
        _ = try await answer(server, key: "secret")
        let request = seen.withLock { $0 }
        #expect(request.hasPrefix("POST /v1/chat/completions HTTP/1.1"))
        #expect(request.contains("Bearer secret") && request.contains("\"stream\":true") && request.contains("二十二元"))
    }

    @Test("slow: over at the deadline")
    func slow() async throws {
        let server = try FakeServer { line in
            _ = line.request()
            line.stream()
            line.waits(3000)
        }
        #expect(await failure(server, deadline: .milliseconds(300))?.code == .timedOut)
    }

    @Test("closed half-way: a failure, not a short answer")
    func halfWay() async throws {
        let words = event("每平米")
        let server = try FakeServer { line in
            _ = line.request()
            line.stream()
            line.write(words)
        }
        #expect(await failure(server)?.code == .failed)
    }

    @Test("wrong", arguments: ["data: {\n\n", "data: {\"error\":\"no\"}\n\n", "data: [1,2]\n\n"])
    func wrong(event: String) async throws {
        let server = try FakeServer { line in
            _ = line.request()
            line.stream()
            line.write(event)
        }
        #expect(await failure(server)?.code == .failed)
    }

    @Test("a line without an end is refused")
    func endless() async throws {
        let server = try FakeServer { line in
            _ = line.request()
            line.stream()
            for _ in 0..<200 { line.write([UInt8](repeating: 65, count: 1024)) }
        }
        #expect(await failure(server)?.code == .failed)
    }

    @Test(
        "refusals say what to do",
        arguments: [
            ("500 Internal Server Error", EngineFailure.Code.failed), ("503 Service Unavailable", .overloaded), ("429 Too Many Requests", .overloaded), ("401 Unauthorized", .missing),
            ("404 Not Found", .missing),
        ])
    func refused(status: String, code: EngineFailure.Code) async throws {
        let server = try FakeServer { line in
            _ = line.request()
            line.answer(status, text: "{}")
        }
        #expect(await failure(server)?.code == code)
    }

    @Test("nobody there")
    func absent() async throws {
        let server = try FakeServer { _ in }
        server.stop()
        let model = ChatModel(try Endpoint(server.http, model: "qwen"))
        await #expect(throws: EngineFailure.self) { for try await _ in model.answer(prompt, deadline: .seconds(5)) {} }
    }

    @Test("no address", arguments: ["", "qwen", "ftp://a/b", "http://", "不是地址"])
    func address(text: String) { #expect(throws: EngineFailure.self) { try Endpoint(text, model: "m") } }
}
