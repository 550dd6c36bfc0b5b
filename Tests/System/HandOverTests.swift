import Contracts
import Foundation
import Phone
import Testing
import Vocabulary

extension SystemTests.Together {
    @Suite("hand-overs that go wrong") struct HandOvers {
        /// Lin is asked first, being idle for longer, and sees nothing; Wang sees it in two tabs, each of which says so twice.
        @Test("a page that never acknowledges loses the offer; a late word and a doubled one change nothing") func fencing() async throws {
            let suite = try LiveSuite.current
            let phones = [try await suite.phone("7001"), try await suite.phone("7002")]
            let silent = try await DeskTab(suite, token: try await suite.token(of: "lin"))
            let wang = try await suite.token(of: "wang")
            let tabs = [try await DeskTab(suite, token: wang), try await DeskTab(suite, token: wang)]
            try await silent.choose(.ready)
            try await Task.sleep(for: .milliseconds(500))
            try await tabs[0].choose(.ready)

            let call = try PlacedCall(CallerScript(calling: LiveSuite.number, turns: [try Spoken.aPerson.turn()], settings: Self.patient), through: suite.gateway(0))
            let name = try #require(await call.log.wait(within: .seconds(10)) { $0.isConnected }.flatMap { _ in call.log.call })
            let first = try #require(try await silent.shown(name, within: .seconds(40)), "\(call.log.text)")
            let second = try #require(try await tabs[0].shown(name, within: .seconds(10)), "\(call.log.text)")
            #expect(second.fence > first.fence)
            for tab in tabs + tabs { try await tab.acknowledge(second) }
            try await silent.acknowledge(first)
            #expect(try await suite.event(CallHandedOver.self, of: name)?.agent == "wang")
            let bridged = try #require(await phones[1].log.wait(within: .seconds(5)) { $0.isConnected })
            // Wang's three seconds may follow the assistant's last words without a pause: the end of the sound tells.
            let heardOut = await call.log.wait(within: .seconds(8), after: bridged.at + .milliseconds(2500)) { $0.isSilence }
            #expect(heardOut != nil, "the caller hears Wang: \(call.log.text)")

            call.hangUp()
            _ = await call.finish()
            try await isTold(name)
            #expect(phones[0].log.all.count { $0.event.line == "called" } == 0, "Lin's phone never rang")
            #expect(phones[1].log.all.count { $0.event.line == "called" } == 1, "Wang's phone rang once")
            for phone in phones { phone.hangUp() }
            for tab in tabs + [silent] { await tab.close() }
        }

        /// The log tells one story: offered, revoked, offered, handed over once.
        private func isTold(_ call: String) async throws {
            let suite = try LiveSuite.current
            _ = try await suite.event(HandOverFinished.self, of: call)
            let events = try await suite.events(of: call)
            #expect(try events.compactMap { try $0.decoded(as: AgentOffered.self)?.agent } == ["lin", "wang"])
            #expect(try events.compactMap { try $0.decoded(as: OfferRevoked.self)?.reason } == ["not-acknowledged"])
            #expect(events.count { $0.type == CallHandedOver.type } == 1)
            #expect(events.count { $0.type == AgentConnected.type } == 1)
            #expect(try await suite.logFaults().isEmpty)
        }

        private static var patient: CallerScript.Settings {
            var settings = CallerScript.Settings()
            settings.patience = .seconds(30)
            settings.linger = .seconds(30)
            return settings
        }
    }
}
