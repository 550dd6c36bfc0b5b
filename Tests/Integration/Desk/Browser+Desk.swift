import Contracts
import Foundation
import Vocabulary

/// What people do at the desk in a real browser.
extension Browser {
    /// Signs in by the form.
    func signIn(_ user: String = DeskWorld.agent.value, at world: DeskWorld, page: String = "/desk", apart: Bool = false) async throws -> Tab {
        let tab = try await open("http://127.0.0.1:\(world.port)\(page)", apart: apart)
        try await wait("document.getElementById('sign-in') && !document.getElementById('sign-in').hidden", in: tab)
        try await keepPicture(tab, "sign-in")
        try await evaluate("(user.value = '\(user)', password.value = '\(DeskWorld.password)', document.querySelector('#sign-in-form button').click())", in: tab)
        return tab
    }

    /// Signs in and takes calls.
    func sitDown(_ world: DeskWorld) async throws -> Tab {
        let tab = try await signIn(at: world)
        try await wait("!idle.hidden", in: tab)
        try await evaluate("document.querySelector('input[value=ready]').click()", in: tab)
        try await wait("document.getElementById('idle-title').textContent === '已就绪'", in: tab)
        return tab
    }

    /// Kept where `HOTLINE_PICTURES` says, for people to look at.
    func keepPicture(_ tab: Tab, _ name: String) async throws {
        guard let folder = ProcessInfo.processInfo.environment["HOTLINE_PICTURES"] else { return }
        try await screenshot(tab, to: "\(folder)/\(name).png")
    }

    /// What axe-core finds wrong with the page by WCAG 2.2 A and AA: rule, what is wrong, where.
    func violations(in tab: Tab) async throws -> String {
        guard let path = Self.axe, let script = try? String(contentsOfFile: path, encoding: .utf8) else { throw Failure("axe-core is not there: deploy/axe fetches it") }
        try await send("Runtime.evaluate", ["expression": script], in: tab)
        return try await evaluate(
            """
            axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } }).then(found => found.violations
              .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => `${node.target.join(' ')} (${(node.any[0] ?? node.all[0] ?? node.none[0])?.message})`).join('; ')}`).join('\\n'))
            """, in: tab)
    }

    /// Nothing when axe-core is not there: a test of its own says so.
    func violations(orSkip tab: Tab) async throws -> String { Self.axe == nil ? "" : try await violations(in: tab) }

    /// Where deploy/axe puts it; nil when it is not there.
    static var axe: String? {
        let environment = ProcessInfo.processInfo.environment
        let base = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
        let path = (environment["HOTLINE_CACHE"] ?? base + "/hotline") + "/axe/axe.min.js"
        return FileManager.default.isReadableFile(atPath: path) ? path : nil
    }

    /// A call that the agent talks on, with the pack's guidance: six turns with the assistant, then the agent's.
    func talk(_ call: CallID, _ world: DeskWorld, in tab: Tab, saying turns: [(text: String, anger: Int)] = DeskWorld.talk) async throws {
        world.guide.withLock { $0 = DeskWorld.heating }
        let revision = try await world.angryCall(call)
        try await world.say(AgentOffered(call: call, agent: DeskWorld.agent, fence: 1, expiresAt: Timestamp(microseconds: 0)), by: .routing)
        _ = try await world.show(call, revision: revision)
        try await world.say(CallHandedOver(call: call, agent: DeskWorld.agent, fence: 1, waited: 900), by: .routing)
        for (index, turn) in turns.enumerated() { try await world.speak(call, turn.text, anger: turn.anger, revision: revision + 1 + index) }
        try await wait("document.querySelector('article.call')?.dataset.state === 'talking'", in: tab)
        try await wait("document.querySelectorAll('li.line').length === \(6 + turns.count)", in: tab)
        try await wait("document.querySelector('.guide')", in: tab)
    }

    /// The call is over: the caller and the agent have hung up.
    func hangUp(_ call: CallID, _ world: DeskWorld, in tab: Tab) async throws {
        try await world.say(HandOverFinished(call: call, agent: DeskWorld.agent, fence: 1, talked: 90_000), by: .routing)
        try await world.say(CallEnded(call: call, cause: .callerHungUp, talked: 90_000, received: 4500, lost: 0), by: .mediaGateway)
        try await wait("document.querySelector('article.call').dataset.state === 'ended'", in: tab)
    }

    /// Alt with a key, as the keyboard sends it.
    func press(alt code: String, in tab: Tab) async throws {
        try await evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { code: '\(code)', altKey: true, bubbles: true }))", in: tab)
    }
}
