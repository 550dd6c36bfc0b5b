import Contracts
import Logging
import Store
import Vocabulary

/// What becomes of events whose turn has come.
extension ConsumerGroup {
    /// All in one transaction; when one fails, one by one, so that only the one at fault is parked.
    func handle(_ events: [Envelope]) async throws {
        guard let first = events.first, let last = events.last else { return }
        do { try await apply(events) } catch {
            guard Self.isFault(of: error) else { throw error }
            guard events.count == 1 else {
                for event in events { try await handle([event]) }
                return
            }
            try await again(first, after: error)
        }
        counts.handled.add(events.count)
        change(last.stream) { $0.follower.handled(upTo: last.seq) }
    }

    private func apply(_ events: [Envelope]) async throws {
        guard let last = events.last, let (cursor, parked) = change(last.stream, { ($0.follower.cursor, $0.parked) }) else { return }
        try await platform.database.transaction { [cursors, handler] transaction in
            for event in events {
                if parked.contains(event.subject) {
                    try cursors.park(event, because: "an earlier event of this subject is parked", in: transaction)
                } else {
                    try handler(event, transaction)
                }
            }
            cursors.advance(last.stream, from: cursor, to: last.seq, in: transaction)
        }
    }

    private func again(_ event: Envelope, after first: any Error) async throws {
        var error = first, pause = timing.backoff
        for _ in 1..<max(1, timing.attempts) {
            try await Task.sleep(for: pause)
            pause *= 4
            do { return try await apply([event]) } catch let next {
                guard Self.isFault(of: next) else { throw next }
                error = next
            }
        }
        try await park(event, because: Self.reason(error))
    }

    private func park(_ event: Envelope, because reason: String) async throws {
        guard let cursor = change(event.stream, { $0.follower.cursor }) else { return }
        try await platform.database.transaction { [cursors] transaction in
            try cursors.park(event, because: reason, in: transaction)
            cursors.advance(event.stream, from: cursor, to: event.seq, in: transaction)
        }
        change(event.stream) { _ = $0.parked.insert(event.subject) }
        counts.parked.add()
        platform.log.error(
            "an event is parked with its subject; release it when its cause is mended",
            metadata: [
                "group": "\(cursors.group)", "stream": "\(event.stream)", "seq": "\(event.seq)", "type": "\(event.type)", "subject": "\(event.subject)", "error": "\(reason)",
            ])
    }

    /// Handles a released subject's letters in order; the first that fails parks them all again.
    func replay(_ subject: String, in stream: StreamName) async throws {
        for event in try await cursors.letters(of: subject, in: stream) {
            do {
                try await platform.database.transaction { [cursors, handler] transaction in
                    try handler(event, transaction)
                    try cursors.unpark(event, in: transaction)
                }
            } catch {
                guard Self.isFault(of: error) else { throw error }
                try await cursors.repark(subject, in: stream, because: Self.reason(error))
                change(stream) { _ = $0.released.remove(subject) }
                return
            }
        }
        change(stream) { state in
            state.released.remove(subject)
            state.parked.remove(subject)
        }
    }

    /// Whether the handler is at fault, rather than the database being away or the stream another's.
    private static func isFault(of error: any Error) -> Bool {
        guard !(error is CancellationError) else { return false }
        switch (error as? StoreError)?.code {
        case .unavailable, .timedOut, .outcomeUnknown, .leaseLapsed, .cursorMoved, .closed: return false
        default: return true
        }
    }

    /// For people, without values: other errors may describe what they could not read.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as StoreError: "\(error)"
        case let error as RequestFailure: "\(error)"
        default: String(reflecting: type(of: error))
        }
    }
}
