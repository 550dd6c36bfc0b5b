import AgentAssistCore
import Bus
import Contracts
import Logging
import Runtime
import Vocabulary

/// What a browser may do, once its agent is known.
extension Desk {
    /// A tab connected.
    /// - Parameters:
    ///   - last: the event it saw last, if it was here before.
    ///   - expiry: when the sign-in ends, and the line with it.
    /// - Returns: the tab's name, for `disconnect`; nil while the service ends.
    public func connect(_ agent: AgentID, of tenant: TenantID, after last: PageEventID?, until expiry: Timestamp, line: any PageLine) async -> DeskPage.Tab? {
        guard !isDraining else { return nil }
        names += 1
        let tab = DeskPage.Tab(names)
        if pages[agent] == nil { await open(agent, of: tenant) }
        guard let page = pages[agent], page.tenant == tenant, !isDraining else { return nil }
        pages[agent]?.lines[tab] = line
        let signedOut = platform.time.instant() + (expiry - platform.time.timestamp())
        await page.driver.step { page, now in page.connected(tab, after: last, until: signedOut, at: now) }
        return tab
    }

    public func disconnect(_ tab: DeskPage.Tab, of agent: AgentID) async {
        pages[agent]?.lines[tab] = nil
        pages[agent]?.leftAt = platform.time.instant()
        figures.pages.set(pages.values.reduce(0) { $0 + $1.lines.count })
        await pages[agent]?.driver.step { page, now in page.disconnected(tab, at: now) }
    }

    /// The agent signed out.
    public func closeLines(of agent: AgentID) {
        for line in pages[agent]?.lines.values.map({ $0 }) ?? [] { line.close() }
    }

    public func acknowledge(_ show: DeskPage.Show, revision: Int, by agent: AgentID) async {
        await pages[agent]?.driver.step { page, now in page.acknowledged(show, revision: revision, at: now) }
    }

    public func dismiss(_ call: CallID, by agent: AgentID) async {
        await pages[agent]?.driver.step { page, now in page.dismissed(call, at: now) }
    }

    /// A call as this agent's screen shows it; nil when it does not.
    public func picture(of call: CallID, for agent: AgentID) async -> CallPicture? {
        await pages[agent]?.driver.inspect { $0.picture(of: call) }
    }

    // MARK: Opening

    private func open(_ agent: AgentID, of tenant: TenantID) async {
        let page = DeskPage(agent: agent, edition: platform.identifier(), limits: settings.page)
        let driver = Driver(page, time: platform.time) { [weak self] effect in await self?.perform(effect, of: agent) }
        pages[agent] = Page(tenant: tenant, driver: driver)
        if let known = presence[agent] { await driver.step { page, now in page.presenceChanged(known.presence, until: known.until, at: now) } } else { Task { await askPresence(of: agent) } }
        _ = await within(.milliseconds(500)) { await self.restore(agent) }
    }

    /// Calls that were on the agent's screen before this instance had the page.
    private func restore(_ agent: AgentID) async {
        do {
            for (call, fence) in try await shown.calls(of: agent) {
                if !table.isWhole(call) { await readLog(of: call) }
                await fillIn(call)
                guard let picture = openedContext(of: call)?.picture(for: agent), picture.head.state != .ended else {
                    try await shown.ended(call)
                    continue
                }
                pages[agent]?.calls.insert(call)
                await pages[agent]?.driver.step { page, now in page.callFound(picture, fence: fence, at: now) }
            }
        } catch {
            platform.log.warning("what was on an agent's screen could not be read", metadata: ["agent": "\(agent)", "error": "\(error)"])
        }
    }

    private func askPresence(of agent: AgentID) async {
        guard let tenant = pages[agent]?.tenant, let plans = try? await platform.bus.ask(ListPlans(), of: nil),
            let told = plans.queues.compactMap({ $0.presence[agent] }).first
        else { return }
        let until = told == .wrapUp ? try? await platform.bus.ask(DescribeTeam(tenant: tenant), of: nil).people.first { $0.agent == agent }?.until : nil
        // An event was quicker.
        guard presence[agent] == nil else { return }
        let known = KnownPresence(presence: told, until: until, since: nil)
        presence[agent] = known
        await pages[agent]?.driver.step { page, now in page.presenceChanged(known.presence, until: known.until, at: now) }
    }

    // MARK: Closing

    /// The page has been gone for too long: Routing must not offer it calls.
    func goOffline(_ agent: AgentID) {
        guard let page = pages[agent] else { return }
        Task {
            do { _ = try await platform.bus.ask(SetPresence(tenant: page.tenant, agent: agent, presence: .offline), of: nil) } catch {
                platform.log.warning("an agent who left could not be set offline; the next offer will find no page", metadata: ["agent": "\(agent)", "error": "\(error)"])
            }
            let isForgettable = await page.driver.inspect { $0.isForgettable }
            if isForgettable, pages[agent]?.lines.isEmpty == true, !asked.values.contains(where: { $0.request.agent == agent }) { pages[agent] = nil }
        }
    }

    /// Should this fail, the time ends it.
    func endWrapUp(of agent: AgentID) {
        guard let tenant = pages[agent]?.tenant else { return }
        Task {
            do { _ = try await platform.bus.ask(SetPresence(tenant: tenant, agent: agent, presence: .ready), of: nil) } catch {
                platform.log.warning("an agent could not be made ready after closing a call; the time for that ends by itself", metadata: ["agent": "\(agent)", "error": "\(error)"])
            }
        }
    }

    /// The agent needs longer; the screen follows Routing's word.
    public nonisolated func extendWrapUp(of agent: AgentID, tenant: TenantID) async throws {
        _ = try await platform.bus.ask(ExtendWrapUp(tenant: tenant, agent: agent), of: nil)
    }

    /// The service ends: browsers come back to another instance.
    func drain() {
        isDraining = true
        for line in pages.values.flatMap({ $0.lines.values }) { line.close() }
        for (_, asked) in asked { asked.answer.resume(throwing: RequestFailure(.unavailable, "this desk is ending")) }
        asked = [:]
    }
}
