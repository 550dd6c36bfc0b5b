import Hummingbird
import HTTPTypes
import NIOCore

/// One event of a `text/event-stream` (WHATWG HTML, section 9.2).
public struct ServerSentEvent: Sendable, Hashable {
    /// What the browser sends back as `Last-Event-ID` after a lost connection.
    public var id: String?
    public var name: String
    /// One line of JSON.
    public var data: String

    public init(id: String?, name: String, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    var text: String {
        (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\n" + data.split(separator: "\n", omittingEmptySubsequences: false).map { "data: \($0)\n" }.joined() + "\n"
    }
}

extension Response {
    /// Streams events as they come, with a comment every 10 s of silence so that dead connections are found.
    /// - Parameter events: must be bounded: a browser that does not read must not grow memory.
    public static func eventStream(_ events: AsyncStream<ServerSentEvent>) -> Response {
        let body = ResponseBody { writer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let lines = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingOldest(256))
                group.addTask {
                    for await event in events { lines.continuation.yield(event.text) }
                    lines.continuation.finish()
                }
                group.addTask {
                    while (try? await Task.sleep(for: .seconds(10))) != nil { lines.continuation.yield(": still here\n\n") }
                }
                try await writer.write(ByteBuffer(string: "retry: 500\n\n"))
                for await line in lines.stream { try await writer.write(ByteBuffer(string: line)) }
                group.cancelAll()
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }
}
