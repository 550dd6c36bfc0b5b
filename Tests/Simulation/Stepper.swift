import Vocabulary

/// Joins a machine to virtual time: a stimulus is stepped, its effects are performed in order, one alarm waits for the deadline.
final class Stepper<M: Machine> {
    private(set) var machine: M
    private unowned let world: World
    private let perform: (M.Effect) -> Void
    private var armed: Instant?
    private var isStopped = false

    init(_ machine: M, in world: World, perform: @escaping (M.Effect) -> Void) {
        self.machine = machine
        self.world = world
        self.perform = perform
    }

    func step(_ stimulus: (inout M, Instant) -> [M.Effect]) {
        guard !isStopped else { return }
        for effect in stimulus(&machine, world.now) { perform(effect) }
        arm()
    }

    /// Its process has died, or nobody wants it any more.
    func stop() { isStopped = true }

    private func arm() {
        guard let deadline = machine.nextDeadline else { return armed = nil }
        guard armed != deadline else { return }
        armed = deadline
        world.at(max(deadline, world.now)) { [weak self] in
            guard let self, armed == deadline else { return }
            armed = nil
            step { machine, now in machine.tick(at: now) }
        }
    }
}
