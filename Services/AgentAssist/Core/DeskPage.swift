import Contracts
import Vocabulary

/// One agent's page, in however many tabs: what it shows, what each tab has been sent, and which calls wait for the page's
/// word that they are on the screen.
public struct DeskPage: Machine, Equatable {
    /// One tab's connection, named by the shell.
    public struct Tab: Hashable, Sendable {
        public var name: UInt64
        public init(_ name: UInt64) { self.name = name }
    }

    /// One request to show; the fence tells a later offer of the same call from an earlier one.
    public struct Show: Hashable, Sendable {
        public var call: CallID
        public var fence: Int64
        public init(call: CallID, fence: Int64) {
            self.call = call
            self.fence = fence
        }
    }

    public enum Effect: Equatable, Sendable {
        case send(PageEvent, to: Tab)
        /// End the connection; a tab that may come back resumes by itself.
        case close(Tab)
        /// The DOM shows at least what was asked for; `latency` from being asked.
        case acknowledged(Show, revision: Int, latency: Duration)
        case refused(Show, Refusal)
        /// The call has left the screen.
        case cleared(CallID)
        /// Nobody looks at the page any more.
        case goOffline
        /// The call is closed before the time for that is over: calls may come again.
        case endWrapUp
    }

    public enum Refusal: Equatable, Sendable {
        /// No tab said in time that it shows the revision.
        case notAcknowledged
        case withdrawn
        /// A later offer carries a higher fence.
        case stale
        /// The same was asked again.
        case askedAgain
    }

    public struct Limits: Equatable, Sendable {
        /// Asked → acknowledged.
        public var acknowledgement: Duration
        /// How long no tab may be there before the agent counts as gone.
        public var absence: Duration
        /// How long an ended call stays on the screen.
        public var afterCall: Duration
        /// Events kept for tabs that come back, and tabs at once.
        public var replay: Int, tabs: Int
        public init(
            acknowledgement: Duration = .milliseconds(1900), absence: Duration = .seconds(10), afterCall: Duration = .seconds(900),
            replay: Int = 128, tabs: Int = 6
        ) {
            self.acknowledgement = acknowledgement
            self.absence = absence
            self.afterCall = afterCall
            self.replay = replay
            self.tabs = tabs
        }
    }

    struct Waiting: Equatable, Sendable {
        var revision: Int
        var askedAt: Instant
        var deadline: Instant
    }

    struct Shown: Equatable, Sendable {
        var fence: Int64
        var picture: CallPicture
        var waiting: Waiting?
        /// When the ended call leaves the screen.
        var clearAt: Instant?
    }

    public let agent: AgentID
    let limits: Limits
    var buffer: ReplayBuffer
    /// When each tab's sign-in ends.
    var tabs: [Tab: Instant] = [:]
    var calls: [CallID: Shown] = [:]
    public internal(set) var presence: Presence?
    private var offlineAt: Instant?
    /// When Routing ends the presence by itself: that of the work after a call.
    public internal(set) var presenceEnds: Timestamp?
    /// Somebody has looked at the page: until then its first tab is still on its way.
    private var wasOpen = false

    /// - Parameter edition: names this page's numbering; never given twice.
    public init(agent: AgentID, edition: String, limits: Limits = Limits()) {
        self.agent = agent
        self.limits = limits
        buffer = ReplayBuffer(edition: edition, bound: limits.replay)
    }

    public var isOpen: Bool { !tabs.isEmpty }
    /// Nothing is open, shown or pending: the page may be forgotten.
    public var isForgettable: Bool { tabs.isEmpty && calls.isEmpty && offlineAt == nil }
    public func picture(of call: CallID) -> CallPicture? { calls[call]?.picture }
    public var shownCalls: [CallID] { calls.keys.sorted() }

    public var nextDeadline: Instant? {
        let waits = calls.values.flatMap { [$0.waiting?.deadline, $0.clearAt] }
        return (waits + [offlineAt] + tabs.values.map { $0 }).compactMap { $0 }.min()
    }

    // MARK: Tabs

    /// A tab connected; `last` is the event it saw last, if it was here before.
    public mutating func connected(_ tab: Tab, after last: PageEventID?, until signedOut: Instant, at now: Instant) -> [Effect] {
        let crowd: [Effect] = tabs.count >= limits.tabs ? tabs.keys.min { $0.name < $1.name }.map { oldest in drop(oldest) } ?? [] : []
        tabs[tab] = signedOut
        wasOpen = true
        offlineAt = nil
        let missed = last.flatMap(buffer.events(after:)) ?? [whole]
        return crowd + missed.map { .send($0, to: tab) }
    }

    public mutating func disconnected(_ tab: Tab, at now: Instant) -> [Effect] {
        guard tabs.removeValue(forKey: tab) != nil else { return [] }
        if tabs.isEmpty { offlineAt = now + limits.absence }
        return []
    }

    private mutating func drop(_ tab: Tab) -> [Effect] {
        tabs[tab] = nil
        return [.close(tab)]
    }

    /// Carries the number of the last event, so that whoever got it resumes from there.
    private var whole: PageEvent {
        let shown = calls.sorted { $0.key < $1.key }.map { Self.message($0.value) }
        return PageEvent(id: buffer.lastID, message: .welcome(.init(agent: agent, presence: presence, until: presenceEnds, calls: shown)))
    }

    static func message(_ shown: Shown) -> PageMessage.ShownCall {
        PageMessage.ShownCall(fence: shown.fence, awaitsAcknowledgement: shown.waiting != nil, picture: shown.picture)
    }

    mutating func tell(_ message: PageMessage) -> [Effect] {
        let event = buffer.append(message)
        return tabs.keys.sorted { $0.name < $1.name }.map { .send(event, to: $0) }
    }

    // MARK: Presence

    /// Routing says what the agent's presence is, and when it ends by itself, if it does.
    public mutating func presenceChanged(_ presence: Presence, until: Timestamp? = nil, at now: Instant) -> [Effect] {
        guard self.presence != presence || presenceEnds != until else { return [] }
        self.presence = presence
        presenceEnds = until
        // After a call Routing takes its agent to be there, also one who has left meanwhile.
        let isAfterCall = presence == .ready || (presence == .wrapUp && until != nil)
        let gone = wasOpen && tabs.isEmpty && offlineAt == nil && isAfterCall
        return tell(.presence(.init(presence: presence, until: until))) + (gone ? [.goOffline] : [])
    }

    /// - Returns: nothing when the agent has chosen the work, or something else meanwhile.
    func endWrapUp() -> [Effect] { presence == .wrapUp && presenceEnds != nil ? [.endWrapUp] : [] }

    // MARK: Time

    public mutating func tick(at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        for (tab, end) in tabs.sorted(by: { $0.key.name < $1.key.name }) where end <= now {
            effects += drop(tab)
            if tabs.isEmpty { offlineAt = now + limits.absence }
        }
        effects += tickCalls(at: now)
        if let offlineAt, offlineAt <= now {
            self.offlineAt = nil
            effects.append(.goOffline)
        }
        return effects
    }
}
