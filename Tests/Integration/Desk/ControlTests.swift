import Contracts
import Foundation
import TestKit
import Testing
import Vocabulary

/// The buttons and keys by which agents and supervisors handle the call itself: Routing is asked, and the screen follows what
/// the gateway says.
@Suite(FreshDatabase(), .serialized)
struct ControlTests {
    private let call: CallID = "01CONTROL"

    @Test func holdingAndTakingBack() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.evaluate("document.querySelector('[data-key=hold]').click()", in: tab)
                try await browser.wait("document.querySelector('[data-key=hold]').getAttribute('aria-pressed') === 'true'", in: tab)
                try await browser.keepPicture(tab, "held")
                try await browser.press(alt: "KeyH", in: tab)
                try await browser.wait("document.querySelector('[data-key=hold]').getAttribute('aria-pressed') === 'false'", in: tab)
                #expect(world.controls.withLock { $0 } == ["hold 01CONTROL true", "hold 01CONTROL false"])
            }
        }
    }

    @Test(arguments: ["zh-CN", "en"]) func mutingAndPressingKeys(language: String) async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let door = try await browser.open("http://127.0.0.1:\(world.port)/desk")
                try await browser.wait("document.getElementById('sign-in') && !document.getElementById('sign-in').hidden", in: door)
                try await browser.evaluate("localStorage.setItem('language', '\(language)')", in: door)
                let tab = try await browser.signIn(at: world)
                try await browser.wait("!idle.hidden", in: tab)
                try await browser.talk(call, world, in: tab)
                try await browser.press(alt: "KeyM", in: tab)
                try await browser.wait("document.querySelector('[data-key=mute]').getAttribute('aria-pressed') === 'true'", in: tab)
                #expect(try await browser.evaluate("document.querySelector('[data-key=mute]').firstChild.textContent", in: tab) == (language == "en" ? "Unmute" : "取消静音"))
                try await browser.keepPicture(tab, "muted-\(language)")
                try await browser.evaluate("document.querySelector('[data-key=mute]').click()", in: tab)
                try await browser.wait("document.querySelector('[data-key=mute]').getAttribute('aria-pressed') === 'false'", in: tab)
                try await browser.press(alt: "KeyK", in: tab)
                try await browser.wait("document.querySelector('dialog .keypad')", in: tab)
                #expect(try await browser.violations(orSkip: tab) == "")
                try await browser.evaluate("document.querySelector('[data-digit=\"4\"]').click()", in: tab)
                for key in ["2", "#"] { try await browser.evaluate("document.querySelector('dialog').dispatchEvent(new KeyboardEvent('keydown', { key: '\(key)', bubbles: true }))", in: tab) }
                try await browser.wait("document.querySelector('dialog .sent').textContent === '42#'", in: tab)
                try await browser.keepPicture(tab, "keypad-\(language)")
                #expect(world.controls.withLock { $0 } == ["mute 01CONTROL true by li.na", "mute 01CONTROL false by li.na"] + ["4", "2", "#"].map { "keys 01CONTROL \($0) for caller" })
            }
        }
    }

    @Test func keysGoToTheMenuOfANumberThatIsConsulted() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await world.say(LegJoined(call: call, leg: "l9", role: .consulted, agent: nil), by: .mediaGateway)
                try await browser.wait("document.querySelector('[data-key=complete]')", in: tab)
                try await browser.press(alt: "KeyK", in: tab)
                try await browser.wait("document.querySelector('[data-digit=\"1\"]')", in: tab)
                try await browser.evaluate("document.querySelector('[data-digit=\"1\"]').click()", in: tab)
                try await world.until("the menu is told") { world.controls.withLock { $0.last } == "keys 01CONTROL 1 for l9" }
                let headers = try await world.signIn("li.na")
                #expect(try await HTTP.post("/desk/keys", #"{"call": "01CONTROL", "keys": "1a"}"#, port: world.port, headers: headers).status == 400)
                #expect(try await HTTP.post("/desk/keys", #"{"call": "01OTHER", "keys": "1"}"#, port: world.port, headers: headers).status == 404)
            }
        }
    }

    @Test func aWarmTransferIsTalkedOverAndCompleted() async throws {
        try await DeskWorld.run { world in
            world.plans.withLock { $0 = [DeskWorld.queue] }
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.press(alt: "KeyX", in: tab)
                try await browser.wait("document.querySelector('dialog form.transfer')", in: tab)
                #expect(try await browser.violations(orSkip: tab) == "")
                try await browser.evaluate("document.querySelector('dialog input[value=agent]').click()", in: tab)
                #expect(try await browser.evaluate("[...document.querySelectorAll('dialog select[name=agent] option')].map(option => option.value).join()", in: tab) == "wang")
                try await browser.evaluate("document.querySelector('dialog button[value=warm]').click()", in: tab)
                try await browser.wait("document.querySelector('[data-key=complete]')", in: tab)
                #expect(try await browser.evaluate("document.querySelector('.with').innerText", in: tab) == "正在咨询：wang")
                try await browser.keepPicture(tab, "consulting")
                try await browser.press(alt: "KeyC", in: tab)
                try await world.until("all three talk") { world.controls.withLock { $0.last } == "finish 01CONTROL l9 together" }
                try await browser.press(alt: "KeyX", in: tab)
                try await world.until("it is complete") { world.controls.withLock { $0.last } == "finish 01CONTROL l9 complete" }
                #expect(world.controls.withLock { $0.first } == "transfer 01CONTROL agent wang warm")
            }
        }
    }

    @Test func aNumberOutsideIsCheckedAndTheCallHungUp() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                let headers = try await world.signIn("li.na")
                func transfer(_ body: String) async throws -> Int { try await HTTP.post("/desk/transfer", body, port: world.port, headers: headers).status }
                #expect(try await transfer(#"{"call": "01CONTROL", "to": "outside", "name": "sip:x@y", "warm": false}"#) == 400)
                #expect(try await transfer(#"{"call": "01CONTROL", "to": "queue", "warm": false}"#) == 400)
                #expect(try await transfer(#"{"call": "01OTHER", "to": "assistant", "warm": false}"#) == 404)
                #expect(try await transfer(#"{"call": "01CONTROL", "to": "outside", "name": "+86 10-8888 0000", "warm": false}"#) == 200)
                #expect(try await transfer(#"{"call": "01CONTROL", "to": "assistant", "warm": true}"#) == 200)
                try await browser.evaluate("document.querySelector('[data-key=end]').click()", in: tab)
                try await browser.evaluate("document.querySelector('dialog button.main').click()", in: tab)
                try await world.until("the gateway is asked") { world.controls.withLock { $0.last } == "end 01CONTROL" }
                #expect(world.controls.withLock { $0 }.prefix(2) == ["transfer 01CONTROL outside +861088880000 blind", "transfer 01CONTROL assistant blind"])
            }
        }
    }

    @Test func whoDoesNotTalkControlsNothing() async throws {
        try await DeskWorld.run { world in
            let headers = try await world.signIn("li.na"), page = try Page(port: world.port, headers: headers)
            _ = try await page.next("welcome")
            let revision = try await world.angryCall(call)
            let shown = Task { try await world.show(call, revision: revision) }
            _ = try await page.next("show")
            #expect(try await HTTP.post("/desk/hold", #"{"call": "01CONTROL", "held": true}"#, port: world.port, headers: headers).status == 409, "the phone has not been answered")
            #expect(try await HTTP.post("/desk/supervise", #"{"call": "01CONTROL", "mode": "listen"}"#, port: world.port, headers: headers).status == 403)
            #expect(try await HTTP.post("/desk/hold", #"{"call": "01CONTROL", "held": true}"#, port: world.port, headers: try await world.signIn("boss")).status == 403)
            _ = try? await shown.value
        }
    }

    @Test func aSupervisorListensAndTakesOverFromTheWall() async throws {
        try await DeskWorld.run { world in
            world.plans.withLock { $0 = [DeskWorld.queue] }
            try await Browser.run { browser in
                let tab = try await browser.signIn("boss", at: world)
                try await browser.wait("location.pathname === '/desk/wall' && document.querySelector('.seat')", in: tab)
                try await world.angryCall(call)
                try await world.say(AgentOffered(call: call, agent: DeskWorld.agent, fence: 1, expiresAt: Timestamp(microseconds: 0)), by: .routing)
                try await world.say(CallHandedOver(call: call, agent: DeskWorld.agent, fence: 1, waited: 900), by: .routing)
                for mode in ["listen", "whisper", "join", "take-over", "leave"] {
                    try await browser.wait("document.querySelector('[data-mode=\(mode)]:not(:disabled)')", in: tab)
                    try await browser.evaluate("document.querySelector('[data-mode=\(mode)]').click()", in: tab)
                    try await world.until("routing is asked to \(mode)") { world.controls.withLock { $0.last } == "supervise 01CONTROL \(mode) by boss" }
                }
                try await browser.keepPicture(tab, "wall-supervise")
                let stranger = try await HTTP.post("/desk/supervise", #"{"call": "01NOWHERE", "mode": "listen"}"#, port: world.port, headers: try await world.signIn("boss"))
                #expect(stranger.status == 404)
            }
        }
    }
}
