import Contracts
import Vocabulary

/// A person at a desk with a phone.
final class Agent {
    struct Habits {
        /// The page draws what it is sent; a page that does not hangs.
        var looks = true
        var picksUp = true
        /// How long until the person is ready again after a missed call; nil: never.
        var comesBackAfter: Duration? = .seconds(8)
        var hangsUpFirst = true
    }

    let name: AgentID
    let habits: Habits
    private unowned let world: World
    private(set) var call: CallID?
    private weak var gateway: GatewayHost?

    init(_ name: AgentID, _ habits: Habits, in world: World) {
        self.name = name
        self.habits = habits
        self.world = world
        comeBack()
    }

    /// The phone rings.
    func ring(_ call: CallID, from gateway: GatewayHost) {
        if self.gateway.map({ !world.isAlive($0.id) }) ?? false { self.call = nil }
        guard self.call == nil else { return gateway.phoneFailed(call, .busy) }
        (self.call, self.gateway) = (call, gateway)
        guard habits.picksUp else { return }
        world.after(world.some(500...4000)) { [self] in
            guard self.call == call else { return }
            gateway.phonePickedUp(call, by: name)
            guard habits.hangsUpFirst else { return }
            world.after(world.some(3000...40_000)) { [self] in
                guard self.call == call else { return }
                self.call = nil
                gateway.phoneHungUp(call)
            }
        }
    }

    /// CANCEL or BYE.
    func released(_ call: CallID) { if self.call == call { self.call = nil } }

    private func comeBack() {
        guard let pause = habits.comesBackAfter else { return }
        world.after(pause) { [self] in
            if world.routing.agents[name]?.presence == .paused { world.routing.set(.ready, of: name) }
            comeBack()
        }
    }
}
