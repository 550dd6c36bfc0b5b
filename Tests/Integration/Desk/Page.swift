import Contracts
import Foundation

/// A page that never draws: reads the desk's event stream and answers as told.
final class Page: Sendable {
    struct Event {
        var id: String
        var name: String
        var data: String
    }

    private let line: HTTP
    private let pending = Shared<[UInt8]>([])

    /// - Parameter receiving: how many octets the kernel keeps for a page that reads slowly.
    init(port: Int, headers: [String: String], after: String? = nil, receiving: Int32? = nil) throws {
        line = try HTTP(port: port, receiving: receiving)
        try line.write("GET", "/desk/events" + (after.map { "?after=\($0)" } ?? ""), headers, "")
    }

    /// The next event of one of these names; the others before it are passed over. Throws when the stream ends, or it does not come within ten seconds.
    func next(_ names: String...) async throws -> Event {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if let event = take() {
                if names.contains(event.name) { return event }
                continue
            }
            let more = try await line.read()
            guard !more.isEmpty else { throw Failure("the stream ended before \(names)") }
            pending.withLock { $0 += more }
        }
        throw Failure("none of \(names) came within ten seconds")
    }

    private func take() -> Event? {
        pending.withLock { bytes in
            while let end = bytes.indices.dropLast().first(where: { bytes[$0] == 10 && bytes[$0 + 1] == 10 }) {
                let block = String(decoding: bytes[..<end], as: UTF8.self)
                bytes.removeSubrange(...(end + 1))
                let fields = block.unicodeScalars.split(separator: "\n").map(String.init).map { $0.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) } }
                func field(_ name: String) -> String? { fields.first { $0.count == 2 && $0[0] == name }?[1] }
                if let name = field("event") { return Event(id: field("id") ?? "", name: name, data: field("data") ?? "") }
            }
            return nil
        }
    }
}
