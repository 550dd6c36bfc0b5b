import AgentAssistCore
import Bus
import Contracts
import Logging
import Runtime
import Vocabulary

extension Desk {
    /// Shows a call to the agent who holds its lease and waits for the page's word.
    /// - Throws: `.notFound` at once when this instance has no page of the agent.
    func show(_ request: ShowContext) async throws -> ShowContext.Answer {
        let askedAt = platform.time.instant()
        guard pages[request.agent]?.tenant == request.tenant, !isDraining, await hasTab(request.agent) else {
            figures.showEnded("no-page")
            throw RequestFailure(.notFound, "this desk has no page of the agent")
        }
        guard await holds(request.call, revision: request.revision, until: askedAt + settings.page.acknowledgement * 3 / 4) else {
            figures.showEnded("no-context")
            throw RequestFailure(.failed, "revision \(request.revision) of the call is neither announced nor in the log")
        }
        await fillIn(request.call)
        guard withdrawn[request.call].map({ $0 < request.fence }) ?? true else { throw RequestFailure(.conflict, "the offer was withdrawn") }
        guard let context = openedContext(of: request.call), let driver = pages[request.agent]?.driver else { throw RequestFailure(.notFound, "the page has gone") }
        let picture = context.picture(for: request.agent)
        pages[request.agent]?.calls.insert(request.call)
        return try await withCheckedThrowingContinuation { answer in
            let show = DeskPage.Show(call: request.call, fence: request.fence)
            asked.updateValue(Asked(request: request, answer: answer), forKey: show)?.answer.resume(throwing: RequestFailure(.conflict, "asked again"))
            Task {
                await driver.step { page, now in page.showAsked(picture, fence: request.fence, revision: request.revision, askedAt: askedAt, at: now) }
            }
        }
    }

    /// A tab that left a moment ago is on its way back: its browser tries again after half a second.
    private func hasTab(_ agent: AgentID) async -> Bool {
        while let page = pages[agent] {
            if !page.lines.isEmpty { return true }
            guard let leftAt = page.leftAt, platform.time.instant() < leftAt + .seconds(1) else { return false }
            guard (try? await platform.sleep(for: .milliseconds(25))) != nil else { return false }
        }
        return false
    }

    func withdraw(_ request: WithdrawContext) async -> Done {
        let show = DeskPage.Show(call: request.call, fence: request.fence)
        if let page = pages[request.agent] {
            withdrawn[request.call] = max(withdrawn[request.call] ?? 0, request.fence)
            if withdrawn.count > 1000 { withdrawn = [request.call: request.fence] }
            await page.driver.step { page, now in page.withdrawn(show, at: now) }
        }
        return Done()
    }

    // MARK: Effects of pages

    func perform(_ effect: DeskPage.Effect, of agent: AgentID) async {
        switch effect {
        case .send(let event, let tab): await send(event, to: tab, of: agent)
        case .close(let tab): pages[agent]?.lines.removeValue(forKey: tab)?.close()
        case .acknowledged(let show, let revision, let latency): acknowledged(show, revision, latency)
        case .refused(let show, let refusal): refused(show, refusal)
        case .cleared(let call): forget(call, of: agent)
        case .goOffline: goOffline(agent)
        case .endWrapUp: endWrapUp(of: agent)
        }
        figures.pages.set(pages.values.reduce(0) { $0 + $1.lines.count })
    }

    private func send(_ event: PageEvent, to tab: DeskPage.Tab, of agent: AgentID) async {
        guard let line = pages[agent]?.lines[tab], !line.send(event) else { return }
        platform.log.notice("a browser reads too slowly; its tab resumes", metadata: ["agent": "\(agent)"])
        line.close()
        await disconnect(tab, of: agent)
    }

    private func forget(_ call: CallID, of agent: AgentID) {
        pages[agent]?.calls.remove(call)
        if !isShown(call) { opened[call] = nil }
    }

    private func acknowledged(_ show: DeskPage.Show, _ revision: Int, _ latency: Duration) {
        guard let asked = asked.removeValue(forKey: show) else { return }
        asked.answer.resume(returning: ShowContext.Answer(revision: revision))
        figures.showEnded("acknowledged")
        figures.acknowledgement.observe(latency.milliseconds / 1000)
        let causation = table[show.call]?.wish?.event
        Task { await record(asked.request, revision, latency, causation) }
    }

    /// Routing has its answer already; the fact follows, again and again while the database is away.
    private func record(_ request: ShowContext, _ revision: Int, _ latency: Duration, _ causation: EventID?) async {
        for attempt in 1...60 {
            do { return try await shown.acknowledged(request, revision: revision, latency: latency, causation: causation) } catch {
                platform.log.warning("an acknowledgement could not be written", metadata: ["call": "\(request.call)", "attempt": "\(attempt)", "error": "\(error)"])
                guard (try? await platform.sleep(for: .seconds(1))) != nil else { return }
            }
        }
    }

    private func refused(_ show: DeskPage.Show, _ refusal: DeskPage.Refusal) {
        // Whoever asked first was told when the second asked.
        guard refusal != .askedAgain, let asked = asked.removeValue(forKey: show) else { return }
        figures.showEnded(refusal == .notAcknowledged ? "not-acknowledged" : "withdrawn")
        asked.answer.resume(throwing: Self.failure(refusal, revision: asked.request.revision))
    }

    private static func failure(_ refusal: DeskPage.Refusal, revision: Int) -> RequestFailure {
        switch refusal {
        case .notAcknowledged: RequestFailure(.timedOut, "no tab acknowledged revision \(revision)")
        case .withdrawn, .askedAgain: RequestFailure(.conflict, "the offer was withdrawn or asked again")
        case .stale: RequestFailure(.stale, "a later offer of the call is being shown")
        }
    }
}
