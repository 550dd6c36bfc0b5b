import Contracts
import Foundation
import Phone
import Testing
import Vocabulary

extension SystemTests {
    /// An agent's whole work with a call, in a real browser, with real phones and everything between them.
    @Suite("the desk", .running()) struct Desks {
        private var asking: CallerScript {
            get throws {
                var settings = CallerScript.Settings()
                settings.patience = .seconds(60)
                settings.linger = .seconds(60)
                return CallerScript(calling: LiveSuite.number, turns: [try Spoken.aPerson.turn()], settings: settings)
            }
        }

        @Test("signs in, sees the call before the phone rings, holds, mutes, hands over and wraps up") func aWholeCall() async throws {
            let suite = try LiveSuite.current
            // The same queue, with time after a call.
            try await suite.hotline("queues", "put", "support", "--tenant", LiveSuite.tenant, "--member", "lin:7001", "--member", "wang:7002", "--wrap-up", "60")
            let phones = [try await suite.phone("7001"), try await suite.phone("7002")]
            try await Browser.run { browser in
                let lin = try await sitDown("lin", browser, suite)
                let call = try PlacedCall(try asking, through: suite.gateway(0), limit: .seconds(150))
                let name = try #require(await call.log.wait(within: .seconds(15)) { $0.isConnected }.flatMap { _ in call.log.call })
                try await until("lin talks", "document.querySelector('article.call')?.dataset.state === 'talking'", browser, lin)
                try await isShownBeforeItRang(name, suite)

                try await pressAndSee("KeyH", "hold", browser, lin)
                try await pressAndSee("KeyM", "mute", browser, lin)
                #expect(try await suite.event(CallHeld.self, of: name)?.by == .routing)
                #expect(try await suite.event(LegMuted.self, of: name)?.agent == "lin")

                let wang = try await sitDown("wang", browser, suite)
                try await handTo("wang", browser, lin)
                try await until("wang talks", "document.querySelector('article.call')?.dataset.state === 'talking'", browser, wang)
                #expect(phones.map { $0.log.all.count { $0.event.line == "called" } } == [1, 1], "each phone rang once")
                try await wrapUp(name, browser, lin, suite)

                call.hangUp()
                _ = await call.finish()
                try await until("wang's call is over", "document.querySelector('article.call')?.dataset.state === 'ended'", browser, wang)
                #expect(try await suite.events(of: name).compactMap { try $0.decoded(as: CallHandedOver.self)?.agent } == ["lin", "wang"])
                #expect(try await suite.logFaults().isEmpty)
            }
            for phone in phones { phone.hangUp() }
        }

        // MARK: Steps

        /// By the operator's link, in a window of their own; takes calls.
        private func sitDown(_ agent: String, _ browser: Browser, _ suite: LiveSuite) async throws -> Browser.Tab {
            let link = try await suite.hotline("people", "link", agent, "--desk", suite.http(.agentAssist)).trimmingCharacters(in: .whitespacesAndNewlines)
            let tab = try await browser.open(link, apart: true)
            try await until("\(agent) is at the desk", "location.pathname === '/desk' && document.getElementById('idle') && !document.getElementById('idle').hidden", browser, tab)
            try await browser.evaluate("document.querySelector('input[value=ready]').click()", in: tab)
            try await until("\(agent) is ready", "document.getElementById('idle').dataset.presence === 'ready'", browser, tab)
            return tab
        }

        /// The page's word that it shows the call is older than the answer of the phone, and the offer older than both.
        private func isShownBeforeItRang(_ call: String, _ suite: LiveSuite) async throws {
            #expect(try await suite.event(ContextAcknowledged.self, of: call)?.agent == "lin")
            #expect(try await suite.event(AgentConnected.self, of: call)?.agent == "lin")
            let order = try await suite.events(of: call).filter { [AgentOffered.type, ContextAcknowledged.type, AgentConnected.type].contains($0.type) }.sorted { $0.time < $1.time }
            #expect(order.map(\.type) == [AgentOffered.type, ContextAcknowledged.type, AgentConnected.type])
        }

        /// On by its key, off by its button; the screen follows what the gateway says.
        private func pressAndSee(_ code: String, _ key: String, _ browser: Browser, _ tab: Browser.Tab) async throws {
            try await browser.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { code: '\(code)', altKey: true, bubbles: true }))", in: tab)
            try await until("\(key) is on", "document.querySelector('[data-key=\(key)]').getAttribute('aria-pressed') === 'true'", browser, tab)
            try await browser.evaluate("document.querySelector('[data-key=\(key)]').click()", in: tab)
            try await until("\(key) is off", "document.querySelector('[data-key=\(key)]').getAttribute('aria-pressed') === 'false'", browser, tab)
        }

        private func handTo(_ colleague: String, _ browser: Browser, _ tab: Browser.Tab) async throws {
            try await browser.evaluate("document.querySelector('[data-key=transfer]').click()", in: tab)
            try await until("the colleague can be chosen", "document.querySelector('dialog select[name=agent] option[value=\(colleague)]')", browser, tab)
            try await browser.evaluate("(document.querySelector('dialog input[value=agent]').click(), document.querySelector('dialog select[name=agent]').value = '\(colleague)')", in: tab)
            try await browser.evaluate("document.querySelector('dialog button[value=warm]').click()", in: tab)
            try await until("the colleague is there", "document.querySelector('[data-key=complete]')", browser, tab)
            try await browser.evaluate("document.querySelector('[data-key=complete]').click()", in: tab)
        }

        /// Nobody rings meanwhile, and closing the call ends the time for it.
        private func wrapUp(_ call: String, _ browser: Browser, _ tab: Browser.Tab, _ suite: LiveSuite) async throws {
            try await until("lin's part is over", "document.querySelector('article.call')?.dataset.state === 'ended'", browser, tab)
            try await until("the time runs", "!document.getElementById('rest').hidden && /^0[01]:/.test(document.getElementById('rest-left').textContent)", browser, tab)
            try await browser.evaluate(
                "(document.querySelector('.after input[value=transferred]').click(), document.querySelector('[name=plan]').checked = false, document.querySelector('.after').requestSubmit())", in: tab)
            try await until("lin is ready again", "document.getElementById('idle').dataset.presence === 'ready' && !document.getElementById('idle').hidden", browser, tab)
            #expect(try await suite.event(CallWrappedUp.self, of: call)?.code == "transferred")
        }

        /// A minute at most: an assistant speaks meanwhile.
        private func until(_ what: String, _ expression: String, _ browser: Browser, _ tab: Browser.Tab) async throws {
            let isSo = try await eventually(within: .seconds(60)) { (try? await browser.evaluate("!!(\(expression))", in: tab)) == "true" }
            guard isSo else { throw Failure("within a minute it did not happen that \(what); the page says: \(try await browser.evaluate("document.body.innerText", in: tab).prefix(600))") }
        }
    }
}
