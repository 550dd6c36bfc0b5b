import AgentAssistCore
import Bus
import Contracts
import Logging
import Runtime
import Vocabulary

/// The screens of this instance: which page each agent has open, and the projection of the calls they may be shown.
///
/// State changes synchronously; what must be waited for (seals, the log, Ticketing) is waited for outside and then joined.
public actor Desk {
    /// What a shown call's picture needs besides its context.
    struct Opened {
        var texts: [Sealed<String>: Masked<String>] = [:]
        /// Boxes that will never open.
        var closed: Set<Sealed<String>> = []
        var customer: CustomerCard?
        var history: [CallPicture.PastCall] = []
        /// What speech-intent understood of the newest turn, and about which it is being asked.
        var advice: Advice?
        var askedAbout: EventID?
        /// Asks Ticketing who calls.
        var lookUp: Task<Void, Never>?
    }

    /// An agent's page and the lines of its tabs.
    struct Page {
        var tenant: TenantID
        var driver: Driver<DeskPage>
        var lines: [DeskPage.Tab: any PageLine] = [:]
        /// What the page shows.
        var calls: Set<CallID> = []
        /// When a tab left last.
        var leftAt: Instant?
    }

    /// What Routing said of a person last.
    struct KnownPresence: Sendable {
        var presence: Presence
        /// When it ends by itself.
        var until: Timestamp?
        /// Nil when that was before this desk listened.
        var since: Timestamp?
    }

    struct Asked {
        var request: ShowContext
        var answer: CheckedContinuation<ShowContext.Answer, any Error>
    }

    let platform: Platform
    let settings: AgentAssistSettings
    let reader: ContextReader
    let shown: ShownCalls
    let handled: HandledCalls
    let figures: DeskFigures
    let webhook: Webhook?
    var table: CallTable
    var opened: [CallID: Opened] = [:]
    var pages: [AgentID: Page] = [:]
    var presence: [AgentID: KnownPresence] = [:]
    var packs: [PackName: KnownPack] = [:]
    var record = HandOverRecord()
    var roster = Roster()
    var drills: [AgentID: Drill] = [:]
    var asked: [DeskPage.Show: Asked] = [:]
    /// The highest fence that was withdrawn while its call was being prepared.
    var withdrawn: [CallID: Int64] = [:]
    var refreshing: Set<CallID> = []
    var refreshAgain: Set<CallID> = []
    var arrivals: [CallID: [UInt64: CheckedContinuation<Void, Never>]] = [:]
    var names: UInt64 = 0
    var isDraining = false

    public init(platform: Platform, settings: AgentAssistSettings) {
        self.platform = platform
        self.settings = settings
        reader = ContextReader(platform: platform)
        shown = ShownCalls(platform: platform)
        handled = HandledCalls(platform: platform)
        figures = DeskFigures(platform.metrics)
        webhook = settings.webhook.map { Webhook($0, platform: platform) }
        table = CallTable(bound: settings.calls)
    }

    // MARK: Events

    /// The next event of its stream.
    func take(_ envelope: Envelope) async {
        if envelope.type == PresenceChanged.type { return await presenceChanged(envelope) }
        record.apply(envelope)
        do {
            let before = CallContext.call(of: envelope).flatMap { table[$0]?.talk()?.state }
            guard let call = try table.apply(envelope) else { return }
            if before == .waiting, table[call]?.endedAt != nil { record.left(envelope) }
            arrived(call)
            if envelope.type == ConversationStarted.type { findPack(of: call) }
            if envelope.type == HandOverDecided.type { prepare(call) }
            if envelope.type == AgentOffered.type { tellOffered(envelope) }
            if envelope.type == HandOverFinished.type { await finished(envelope) }
            if isShown(call) { refresh(call) } else if table[call]?.endedAt != nil { opened[call] = nil }
        } catch {
            platform.log.error("an event could not be read and is left out of the screens", metadata: ["type": "\(envelope.type)", "event": "\(envelope.id)", "error": "\(error)"])
        }
    }

    private func presenceChanged(_ envelope: Envelope) async {
        guard let event = try? envelope.decoded(as: PresenceChanged.self) else { return }
        let before = presence[event.agent]
        let since = before?.presence == event.presence ? before?.since : envelope.time
        presence[event.agent] = KnownPresence(presence: event.presence, until: event.until, since: since ?? envelope.time)
        await pages[event.agent]?.driver.step { page, now in page.presenceChanged(event.presence, until: event.until, at: now) }
    }

    func isShown(_ call: CallID) -> Bool { pages.values.contains { $0.calls.contains(call) } }

    // MARK: Waiting for events

    private func arrived(_ call: CallID) {
        for continuation in arrivals.removeValue(forKey: call)?.values.map({ $0 }) ?? [] { continuation.resume() }
    }

    /// Waits until something about the call arrives, or for a while.
    func arrival(of call: CallID, within limit: Duration) async {
        names += 1
        let name = names
        let alarm = Task { [platform] in
            try? await platform.sleep(for: limit)
            self.giveUp(call, name)
        }
        await withCheckedContinuation { arrivals[call, default: [:]][name] = $0 }
        alarm.cancel()
    }

    private func giveUp(_ call: CallID, _ name: UInt64) {
        arrivals[call]?.removeValue(forKey: name)?.resume()
        if arrivals[call]?.isEmpty == true { arrivals[call] = nil }
    }
}
