import Synchronization
import Vocabulary

/// Wakes one task: a ring while nobody waits is kept, several count as one.
final class Bell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isRung = state.waiter == nil
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits for a ring, at most so long, and no longer than the task lives.
    func wait(atMost limit: Duration?) async {
        guard let limit else { return await wait() }
        let alarm = Task {
            try await Task.sleep(for: limit)
            self.ring()
        }
        await wait()
        alarm.cancel()
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    let isRung = state.isRung || Task.isCancelled
                    state.isRung = false
                    if !isRung { state.waiter = continuation }
                    return isRung
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
    }
}
