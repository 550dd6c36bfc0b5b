import AgentAssistCore
import Contracts
import TestKit
import Testing
import Vocabulary

struct DeskPageTests {
    typealias Tab = DeskPage.Tab
    private let tab = Tab(1), other = Tab(2)
    private let show = DeskPage.Show(call: Told.call, fence: 7)
    private let never = Instant.zero + .seconds(100_000)
    private var now = Instant.zero + .seconds(1)

    private func page() -> DeskPage { DeskPage(agent: Told.agent, edition: "a") }
    private func after(_ milliseconds: Int) -> Instant { now + .milliseconds(milliseconds) }

    /// What each tab was sent, by name.
    private func sent(_ effects: [DeskPage.Effect]) -> [String] {
        effects.compactMap { effect in if case .send(let event, let tab) = effect { "\(tab.name) \(event.id.number) \(event.message.name)" } else { nil } }
    }

    private func others(_ effects: [DeskPage.Effect]) -> [DeskPage.Effect] {
        effects.filter { effect in if case .send = effect { false } else { true } }
    }

    // MARK: The screen is acknowledged

    @Test func aShownCallIsAcknowledged() throws {
        var page = page(), picture = try Told.angryCall.picture()
        #expect(sent(page.connected(tab, after: nil, until: never, at: now)) == ["1 0 welcome"])
        #expect(sent(page.showAsked(picture, fence: 7, revision: 6, askedAt: now, at: after(3))) == ["1 1 show"])
        let effects = page.acknowledged(show, revision: 6, at: after(23))
        #expect(others(effects) == [.acknowledged(show, revision: 6, latency: .milliseconds(23))])
        #expect(sent(effects) == ["1 2 acknowledged"])
        #expect(page.nextDeadline == never)
        picture.head.state = .talking
        #expect(sent(page.contextChanged(picture, at: after(500))) == ["1 3 change"])
    }

    @Test func anOlderRevisionOrAnotherFenceIsNoAcknowledgement() throws {
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.showAsked(try Told.angryCall.picture(), fence: 7, revision: 6, askedAt: now, at: now)
        #expect(page.acknowledged(show, revision: 5, at: after(5)) == [])
        #expect(page.acknowledged(DeskPage.Show(call: Told.call, fence: 6), revision: 6, at: after(5)) == [])
        #expect(page.acknowledged(DeskPage.Show(call: "other", fence: 7), revision: 6, at: after(5)) == [])
        #expect(page.acknowledged(show, revision: 99, at: after(5)) == [], "nobody can show what was never sent")
        #expect(others(page.acknowledged(show, revision: 6, at: after(6))).count == 1)
    }

    @Test func ofTwoTabsTheFirstWins() throws {
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.connected(other, after: nil, until: never, at: now)
        #expect(sent(page.showAsked(try Told.angryCall.picture(), fence: 7, revision: 6, askedAt: now, at: now)) == ["1 1 show", "2 1 show"])
        #expect(others(page.acknowledged(show, revision: 6, at: after(9))) == [.acknowledged(show, revision: 6, latency: .milliseconds(9))])
        #expect(page.acknowledged(show, revision: 6, at: after(12)) == [])
    }

    @Test func silenceIsAnAnswerAfterTheDeadline() throws {
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.showAsked(try Told.angryCall.picture(), fence: 7, revision: 6, askedAt: now, at: now)
        #expect(page.tick(at: after(1899)) == [])
        #expect(page.nextDeadline == after(1900))
        let effects = page.tick(at: after(1900))
        #expect(others(effects) == [.refused(show, .notAcknowledged), .cleared(Told.call)])
        #expect(sent(effects) == ["1 2 clear"])
        #expect(page.acknowledged(show, revision: 6, at: after(1901)) == [], "too late")
    }

    @Test func aLaterOfferReplacesAnEarlierOne() throws {
        var page = page(), picture = try Told.angryCall.picture()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.showAsked(picture, fence: 7, revision: 6, askedAt: now, at: now)
        picture.head.revision = 8
        #expect(others(page.showAsked(picture, fence: 9, revision: 8, askedAt: after(100), at: after(100))) == [.refused(show, .stale)])
        #expect(page.showAsked(picture, fence: 8, revision: 8, askedAt: after(110), at: after(110)) == [.refused(DeskPage.Show(call: Told.call, fence: 8), .stale)])
        #expect(page.withdrawn(show, at: after(120)) == [], "the old offer's withdrawal leaves the new one")
        #expect(others(page.withdrawn(DeskPage.Show(call: Told.call, fence: 9), at: after(130))) == [.refused(DeskPage.Show(call: Told.call, fence: 9), .withdrawn), .cleared(Told.call)])
        #expect(page.shownCalls == [])
    }

    // MARK: Lost connections

    @Test func aTabThatComesBackMissesNothing() throws {
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.presenceChanged(.ready, at: now)
        #expect(page.disconnected(tab, at: after(1)) == [])
        #expect(page.showAsked(try Told.angryCall.picture(), fence: 7, revision: 6, askedAt: after(2), at: after(2)) == [])
        let effects = page.connected(other, after: PageEventID(edition: "a", number: 1), until: never, at: after(500))
        #expect(sent(effects) == ["2 2 show"])
        #expect(others(page.acknowledged(show, revision: 6, at: after(520))) == [.acknowledged(show, revision: 6, latency: .milliseconds(518))])
    }

    @Test func whatTheBufferNoLongerHasIsShownWhole() throws {
        var page = DeskPage(agent: Told.agent, edition: "a", limits: .init(replay: 3))
        _ = page.showAsked(try Told.angryCall.picture(), fence: 7, revision: 6, askedAt: now, at: now)
        for presence in [Presence.ready, .paused, .ready, .paused] { _ = page.presenceChanged(presence, at: now) }
        #expect(sent(page.connected(tab, after: PageEventID(edition: "a", number: 2), until: never, at: now)) == ["1 3 presence", "1 4 presence", "1 5 presence"])
        let effects = page.connected(other, after: PageEventID(edition: "a", number: 1), until: never, at: now)
        #expect(sent(effects) == ["2 5 welcome"])
        guard case .send(let event, _) = effects.first, case .welcome(let welcome) = event.message else { return #expect(Bool(false), "no welcome") }
        #expect(welcome.calls.map(\.awaitsAcknowledgement) == [true])
        #expect(welcome.presence == .paused)
    }

    @Test func anotherEditionsNumberMeansNothing() {
        var page = page()
        #expect(sent(page.connected(tab, after: PageEventID(edition: "b", number: 0), until: never, at: now)) == ["1 0 welcome"])
        #expect(sent(page.connected(other, after: PageEventID(edition: "a", number: 12), until: never, at: now)) == ["2 0 welcome"])
    }

    @Test(arguments: ["a-12", "01JD-Z-0"]) func namesOfEventsReadBack(text: String) { #expect(PageEventID(text)?.description == text) }
    @Test(arguments: ["", "-", "a-", "a-x", "12", "a-99999999999999999999", "a-１"]) func otherNamesDoNot(text: String) { #expect(PageEventID(text) == nil) }

    @Test(arguments: 0..<200) func aPageThatFollowsShowsWhatIsShown(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed)), page = DeskPage(agent: Told.agent, edition: "a", limits: .init(replay: 4)), reader = Reader()
        var picture = try Told.angryCall.picture(), time = now
        for step in 0..<60 {
            time = time + .milliseconds(Int.random(in: 1...300, using: &random))
            picture.head.revision = 6 + step
            switch Int.random(in: 0..<7, using: &random) {
            case 0: reader.take(page.connected(tab, after: reader.last, until: never, at: time))
            case 1: _ = page.disconnected(tab, at: time)
            case 2: reader.take(page.showAsked(picture, fence: Int64(step), revision: 6 + step, askedAt: time, at: time))
            case 3: reader.take(page.contextChanged(picture, at: time))
            case 4: reader.take(page.withdrawn(.init(call: Told.call, fence: Int64(step)), at: time))
            case 5: reader.take(page.presenceChanged(Bool.random(using: &random) ? .ready : .paused, at: time))
            default: reader.take(page.tick(at: time))
            }
        }
        reader.take(page.connected(tab, after: reader.last, until: never, at: time))
        #expect(reader.revisions == Dictionary(uniqueKeysWithValues: page.shownCalls.map { ($0, page.picture(of: $0)?.head.revision ?? 0) }), "seed \(seed)")
        #expect(reader.presence == page.presence, "seed \(seed)")
    }

    @Test func anEndedCallIsBroughtBack() throws {
        var told = Told.angryCall
        told.say(CallEnded(call: Told.call, cause: .callerHungUp, talked: 1, received: 1, lost: 0), by: .mediaGateway)
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        #expect(try page.reopened(Told.angryCall.picture(), at: now) == [], "it has not ended")
        #expect(sent(page.reopened(try told.picture(), at: now)) == ["1 1 show"])
        #expect(sent(page.reopened(try told.picture(), at: now)) == [])
        #expect(sent(page.tick(at: now + .seconds(900))) == ["1 2 clear"])
    }

    // MARK: The time after a call

    private func clock(_ second: Int) -> Timestamp { Timestamp(microseconds: Int64(second) * 1_000_000) }

    /// The agent talked; the caller hung up; Routing gives a minute.
    private func ended(_ page: inout DeskPage) throws {
        var told = Told.angryCall
        told.say(AgentConnected(call: Told.call, leg: "l2", agent: Told.agent, fence: 7), by: .mediaGateway)
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.presenceChanged(.busy, at: now)
        _ = page.showAsked(try told.picture(), fence: 7, revision: 6, askedAt: now, at: now)
        _ = page.acknowledged(show, revision: 6, at: now)
        told.say(CallEnded(call: Told.call, cause: .callerHungUp, talked: 1, received: 1, lost: 0), by: .mediaGateway)
        #expect(others(page.contextChanged(try told.picture(), at: now)) == [])
        #expect(shownUntil(page.presenceChanged(.wrapUp, until: clock(60), at: now)) == clock(60))
    }

    private func shownUntil(_ effects: [DeskPage.Effect]) -> Timestamp? {
        guard case .send(let event, _) = effects.first, case .presence(let shown) = event.message else { return nil }
        return shown.until
    }

    @Test func whoClosesTheCallSoonerIsReadySooner() throws {
        var page = page()
        try ended(&page)
        #expect(others(page.dismissed(Told.call, at: after(9000))) == [.cleared(Told.call), .endWrapUp])
        _ = page.presenceChanged(.ready, at: after(9001))
        #expect(page.presenceEnds == nil)
        #expect(page.tick(at: after(70_000)) == [])
    }

    @Test func whoIsGivenMoreTimeSeesIt() throws {
        var page = page()
        try ended(&page)
        #expect(shownUntil(page.presenceChanged(.wrapUp, until: clock(90), at: after(50_000))) == clock(90))
        let effects = page.connected(other, after: nil, until: never, at: after(60_000))
        guard case .send(let event, _) = effects.first, case .welcome(let welcome) = event.message else { return #expect(Bool(false), "no welcome") }
        #expect(welcome.presence == .wrapUp && welcome.until == clock(90), "in a tab that comes later too")
    }

    @Test func whenRoutingEndsTheTimeTheCallStaysToBeClosed() throws {
        var page = page()
        try ended(&page)
        #expect(shownUntil(page.presenceChanged(.ready, at: after(60_000))) == nil)
        #expect(page.shownCalls == [Told.call])
        #expect(!page.dismissed(Told.call, at: after(61_000)).contains(.endWrapUp), "ready already")
    }

    @Test func whoChoseSomethingElseKeepsIt() throws {
        var page = page()
        try ended(&page)
        _ = page.presenceChanged(.paused, at: after(5000))
        #expect(!page.dismissed(Told.call, at: after(61_000)).contains(.endWrapUp))
        _ = page.presenceChanged(.wrapUp, at: after(70_000))
        _ = page.showAsked(try Told.angryCall.picture(), fence: 8, revision: 6, askedAt: now, at: after(80_000))
        #expect(!page.withdrawn(.init(call: Told.call, fence: 8), at: after(81_000)).contains(.endWrapUp), "chosen, so without an end")
    }

    @Test func whoLeftDuringTheCallIsTakenOffline() throws {
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.presenceChanged(.busy, at: now)
        _ = page.disconnected(tab, at: now)
        _ = page.tick(at: after(10_000))
        #expect(others(page.presenceChanged(.wrapUp, until: clock(60), at: after(60_000))) == [.goOffline])
    }

    // MARK: Presence

    @Test func whoIsGoneForTenSecondsIsOffline() {
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.presenceChanged(.ready, at: now)
        _ = page.disconnected(tab, at: now)
        #expect(page.tick(at: after(9_999)) == [])
        #expect(page.tick(at: after(10_000)) == [.goOffline])
        #expect(page.tick(at: after(20_000)) == [])
        #expect(page.isForgettable)
    }

    @Test func whoIsReadyBeforeTheFirstTabIsThereStaysReady() {
        var page = page()
        #expect(others(page.presenceChanged(.ready, at: now)) == [])
        #expect(sent(page.connected(tab, after: nil, until: never, at: after(400))) == ["1 1 welcome"])
        #expect(page.presence == .ready)
    }

    @Test func whoComesBackInTimeStays() {
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.disconnected(tab, at: now)
        _ = page.connected(other, after: nil, until: never, at: after(9_000))
        #expect(page.tick(at: after(30_000)) == [])
    }

    @Test func routingCannotMakeSomebodyReadyWhoHasGone() {
        var page = page()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.presenceChanged(.busy, at: now)
        _ = page.disconnected(tab, at: now)
        #expect(page.tick(at: after(10_000)) == [.goOffline])
        #expect(others(page.presenceChanged(.ready, at: after(60_000))) == [.goOffline])
    }

    @Test func aSignInThatEndsClosesItsTab() {
        var page = page()
        _ = page.connected(tab, after: nil, until: after(5_000), at: now)
        #expect(page.tick(at: after(5_000)) == [.close(tab)])
        #expect(page.tick(at: after(15_000)) == [.goOffline])
    }

    @Test func tabsAreBounded() {
        var page = DeskPage(agent: Told.agent, edition: "a", limits: .init(tabs: 2))
        _ = page.connected(Tab(1), after: nil, until: never, at: now)
        _ = page.connected(Tab(2), after: nil, until: never, at: now)
        #expect(others(page.connected(Tab(3), after: nil, until: never, at: now)) == [.close(Tab(1))])
    }

    // MARK: After the call

    @Test func anEndedCallStaysUntilPutAwayOrReplaced() throws {
        var page = page(), picture = try Told.angryCall.picture()
        _ = page.connected(tab, after: nil, until: never, at: now)
        _ = page.showAsked(picture, fence: 7, revision: 6, askedAt: now, at: now)
        #expect(page.dismissed(Told.call, at: now) == [], "only what has ended can be put away")
        _ = page.acknowledged(show, revision: 6, at: now)
        picture.head.state = .ended
        #expect(sent(page.contextChanged(picture, at: now)) == ["1 3 change"])
        #expect(page.nextDeadline == now + .seconds(900))
        var next = picture
        next.call = "01NEXT"
        next.head.state = .offered
        #expect(sent(page.showAsked(next, fence: 8, revision: 6, askedAt: now, at: now)) == ["1 4 clear", "1 5 show"])
        #expect(page.shownCalls == ["01NEXT"])
    }
}

/// A page as a browser keeps it.
private struct Reader {
    var last: PageEventID?
    var revisions: [CallID: Int] = [:]
    var presence: Presence?

    mutating func take(_ effects: [DeskPage.Effect]) {
        for case .send(let event, _) in effects {
            last = event.id
            switch event.message {
            case .welcome(let welcome):
                revisions = Dictionary(uniqueKeysWithValues: welcome.calls.map { ($0.picture.call, $0.picture.head.revision) })
                presence = welcome.presence
            case .show(let shown): revisions[shown.picture.call] = shown.picture.head.revision
            case .change(let change): revisions[change.call] = change.head.revision
            case .clear(let cleared): revisions[cleared.call] = nil
            case .presence(let shown): presence = shown.presence
            case .acknowledged: break
            }
        }
    }
}
