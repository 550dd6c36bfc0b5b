import AgentAssistCore
import Contracts
import Vocabulary

/// The desk: the projection of every call, a page for each agent, and the browser that draws it.
final class DeskHost {
    typealias Show = DeskPage.Show
    static let id: InstanceID = "assist-1"

    private struct Awaited {
        var show: Show
        var revision: Int
        var agent: AgentID
        var askedAt: Instant
    }

    private unowned let world: World
    private(set) var contexts: [CallID: CallContext] = [:]
    private var pages: [AgentID: Stepper<DeskPage>] = [:]
    /// What each agent's DOM shows: revision by offer.
    private(set) var drawn: [AgentID: [Show: Int]] = [:]
    private var awaited: [Awaited] = []
    private var asked: [Show: (Outcome<Int>) -> Void] = [:]
    private var withdrawn: Set<Show> = []

    init(in world: World) {
        self.world = world
        world.log.follow { [unowned self] in take($0) }
    }

    func open(_ agent: Agent) {
        let page = Stepper(DeskPage(agent: agent.name, edition: "1"), in: world) { [unowned self] in perform($0, agent) }
        pages[agent.name] = page
        let forever = world.now + .seconds(86_400)
        page.step { $0.connected(DeskPage.Tab(1), after: nil, until: forever, at: $1) }
    }

    // MARK: Events

    private func take(_ envelope: Envelope) {
        guard let call = CallContext.call(of: envelope) else { return }
        var context = contexts[call] ?? CallContext(call: call)
        do { try context.apply(envelope) } catch { world.book.violate("the desk cannot read \(envelope.type): \(error)") }
        contexts[call] = context
        for agent in pages.keys.sorted() where pages[agent]?.machine.picture(of: call) != nil {
            let picture = picture(of: context, for: agent)
            pages[agent]?.step { $0.contextChanged(picture, at: $1) }
        }
        showAwaited()
    }

    private func picture(of context: CallContext, for agent: AgentID) -> CallPicture {
        let boxes = Set(context.sealedTexts.map(\.box))
        return OpenedContext(context: context, texts: Dictionary(uniqueKeysWithValues: boxes.map { ($0, Masked($0.box)) }), customer: nil).picture(for: agent)
    }

    // MARK: Showing

    func show(_ call: CallID, fence: Int64, revision: Int, to agent: AgentID, answer: @escaping (Outcome<Int>) -> Void) {
        let show = Show(call: call, fence: fence)
        asked[show] = answer
        awaited.append(Awaited(show: show, revision: revision, agent: agent, askedAt: world.now))
        world.after(.milliseconds(1425)) { [self] in
            guard awaited.contains(where: { $0.show == show }) else { return }
            awaited.removeAll { $0.show == show }
            finish(show, .failure(RequestFailure(.failed, "the revision has not come")))
        }
        showAwaited()
    }

    private func showAwaited() {
        for wish in awaited where contexts[wish.show.call].map({ $0.revision >= wish.revision }) ?? false {
            awaited.removeAll { $0.show == wish.show }
            guard !withdrawn.contains(wish.show), let context = contexts[wish.show.call] else { return finish(wish.show, .failure(RequestFailure(.conflict, "withdrawn"))) }
            let picture = picture(of: context, for: wish.agent)
            pages[wish.agent]?.step { $0.showAsked(picture, fence: wish.show.fence, revision: wish.revision, askedAt: wish.askedAt, at: $1) }
        }
    }

    func withdraw(_ show: Show, from agent: AgentID) -> Done {
        withdrawn.insert(show)
        pages[agent]?.step { $0.withdrawn(show, at: $1) }
        return Done()
    }

    private func finish(_ show: Show, _ outcome: Outcome<Int>) { asked.removeValue(forKey: show)?(outcome) }

    private func perform(_ effect: DeskPage.Effect, _ agent: Agent) {
        switch effect {
        case .send(let event, _): world.after(world.some(5...60)) { [self] in browser(event.message, agent) }
        case .acknowledged(let show, let revision, let latency):
            finish(show, .success(revision))
            world.log.append(ContextAcknowledged(call: show.call, agent: agent.name, revision: revision, latency: latency.nanoseconds / 1000), by: .agentAssist, Self.id)
        case .refused(let show, _): finish(show, .failure(RequestFailure(.timedOut, "not acknowledged")))
        case .close, .cleared, .goOffline, .endWrapUp: break
        }
    }

    /// The page draws what it is sent and says so, unless it hangs.
    private func browser(_ message: PageMessage, _ agent: Agent) {
        guard case .show(let shown) = message, agent.habits.looks else { return }
        let show = Show(call: shown.picture.call, fence: shown.fence), revision = shown.picture.head.revision
        drawn[agent.name, default: [:]][show] = revision
        pages[agent.name]?.step { $0.acknowledged(show, revision: revision, at: $1) }
    }
}
