import Store
import Synchronization

/// A few connections, the last used first, so that the prepared statements of a quiet service stay on one. Who waits is
/// served in order, no longer than the time allowed, and leaves when its task is cancelled.
final class ConnectionPool: Sendable {
    private struct Waiter {
        var number: UInt64
        var continuation: CheckedContinuation<PostgresConnection, any Error>
    }
    private struct State {
        var idle: [PostgresConnection]
        var waiters: [Waiter] = []
        var next: UInt64 = 0
        var isClosed = false
    }

    private let state: Mutex<State>
    private let timeout: Duration
    let connections: [PostgresConnection]

    init(_ connections: [PostgresConnection], waitTimeout: Duration) {
        self.connections = connections
        timeout = waitTimeout
        state = Mutex(State(idle: connections))
    }

    func with<Value: Sendable>(_ body: @Sendable (PostgresConnection) async throws -> Value) async throws -> Value {
        let connection = try await take()
        defer { give(connection) }
        return try await body(connection)
    }

    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        waiters.forEach { $0.continuation.resume(throwing: Self.closed) }
    }

    private func take() async throws -> PostgresConnection {
        try Task.checkCancellation()
        if let free = try takeIdle() { return free }
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let alarm = Task { [timeout] in
            try await Task.sleep(for: timeout)
            self.abandon(number, StoreError(.timedOut, "no connection to the database came free within \(timeout)"))
        }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait(Waiter(number: number, continuation: $0)) }
        } onCancel: {
            abandon(number, CancellationError())
        }
    }

    private func takeIdle() throws -> PostgresConnection? {
        try state.withLock { state in
            guard !state.isClosed else { throw Self.closed }
            return state.idle.popLast()
        }
    }

    private func wait(_ waiter: Waiter) {
        let free: Result<PostgresConnection, any Error>? = state.withLock { state in
            if state.isClosed { return .failure(Self.closed) }
            if Task.isCancelled { return .failure(CancellationError()) }
            if let free = state.idle.popLast() { return .success(free) }
            state.waiters.append(waiter)
            return nil
        }
        if let free { waiter.continuation.resume(with: free) }
    }

    private func give(_ connection: PostgresConnection) {
        let waiter: Waiter? = state.withLock { state in
            guard state.waiters.isEmpty else { return state.waiters.removeFirst() }
            state.idle.append(connection)
            return nil
        }
        waiter?.continuation.resume(returning: connection)
    }

    private func abandon(_ number: UInt64, _ error: any Error) {
        let waiter: Waiter? = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: error)
    }

    private static let closed = StoreError(.closed, "the database was closed")
}
