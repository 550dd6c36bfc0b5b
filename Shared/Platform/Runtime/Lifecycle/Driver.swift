import Vocabulary

/// Joins a machine to the clock: changes state synchronously, then performs the effects one after another, and sleeps
/// until the machine's next deadline. No shell writes its own timer.
public actor Driver<M: Machine> {
    private var machine: M
    private let time: any TimeSource
    private let perform: @Sendable (M.Effect) async -> Void
    private var pending: [M.Effect] = []
    private var performing = false
    private var alarm: Task<Void, Never>?
    private var armedFor: Instant?

    /// - Parameter perform: carries out one effect; the next waits for it, so what may take long starts a task.
    public init(_ machine: M, time: any TimeSource, perform: @escaping @Sendable (M.Effect) async -> Void) {
        self.machine = machine
        self.time = time
        self.perform = perform
    }

    deinit { alarm?.cancel() }

    public func step(_ stimulus: @Sendable (inout M, Instant) -> [M.Effect]) {
        pending += stimulus(&machine, time.instant())
        rearm()
        performPending()
    }

    /// Looks at the machine without changing it.
    public func inspect<Value: Sendable>(_ look: @Sendable (M) -> Value) -> Value { look(machine) }

    /// Ends the alarm; the machine is not stepped again.
    public func stop() {
        alarm?.cancel()
        alarm = nil
    }

    private func performPending() {
        guard !performing, !pending.isEmpty else { return }
        performing = true
        Task {
            while !pending.isEmpty { await perform(pending.removeFirst()) }
            performing = false
        }
    }

    private func rearm() {
        guard machine.nextDeadline != armedFor else { return }
        alarm?.cancel()
        armedFor = machine.nextDeadline
        guard let deadline = armedFor else { return alarm = nil }
        let wait = max(.zero, deadline - time.instant())
        alarm = Task { [weak self] in
            guard (try? await Task.sleep(for: wait)) != nil else { return }
            await self?.alarmRang()
        }
    }

    private func alarmRang() {
        armedFor = nil
        step { machine, now in machine.tick(at: now) }
    }
}
