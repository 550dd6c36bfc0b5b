import Contracts
import Foundation
import TestKit
import Testing
import Vocabulary

/// The morning shift's first look: what the night left is at the top, is rung with an audited look at the number, and is done.
@Suite(FreshDatabase(), .serialized)
struct OpenTicketTests {
    private static var night: [OpenTicket] {
        let now = Int64(Date().timeIntervalSince1970 * 1e6), hour = Int64(3_600_000_000)
        func ticket(_ id: TicketID, _ kind: String, _ title: String, _ number: String, _ customer: String?, prepared: Bool, urgent: Bool = false, opened: Int64, due: Int64) -> OpenTicket {
            OpenTicket(
                id: id, kind: kind, title: Masked(title), detail: nil, number: Masked(number), customer: customer.map { Masked($0) }, call: "01NIGHT", state: .open, isPrepared: prepared,
                isUrgent: urgent, isLate: false, openedAt: Timestamp(microseconds: now - opened * hour), dueAt: Timestamp(microseconds: now + due * hour),
                callBack: kind == "callback" ? CallBackPlace(notBefore: Timestamp(microseconds: now - opened * hour), tries: 0, agent: nil, fence: 0) : nil)
        }
        return [
            ticket("10000007", "callback", "客户按键留下的回电请求", "13800001234", nil, prepared: true, opened: 6, due: 3),
            ticket("10000009", "callback", "家里暖气一夜不热，电话13911112222", "13911112222", "王建国", prepared: true, opened: 4, due: 3),
            ticket("10000001", "repair", "阀门漏水", "13700003333", "赵敏", prepared: false, urgent: true, opened: 30, due: -2),
        ]
    }

    private func text(_ selector: String, _ browser: Browser, _ tab: Browser.Tab) async throws -> String {
        try await browser.evaluate("document.querySelector(`\(selector)`)?.innerText ?? ''", in: tab)
    }

    @Test func whatTheNightLeftComesFirstAndIsDone() async throws {
        try await DeskWorld.run { world in
            world.openTickets.withLock { $0 = Self.night }
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.wait("document.querySelectorAll('.task').length === 3", in: tab)
                #expect(try await browser.evaluate("[...document.querySelectorAll('.task')].map(task => task.dataset.ticket).join()", in: tab) == "10000007,10000009,10000001")
                #expect(try await browser.evaluate("document.querySelectorAll('.task.prepared').length", in: tab) == "2")
                let shown = try await text("#open-card", browser, tab)
                for wanted in ["夜间登记", "138****1234", "王建国", "已超时", "加急"] { #expect(shown.contains(wanted), "\(wanted)") }
                #expect(!shown.contains("13911112222") && !shown.contains("13800001234"))
                try await browser.keepPicture(tab, "morning")
                #expect(try await browser.violations(orSkip: tab) == "")
                try await browser.evaluate("document.querySelector('[data-key=\"reveal-10000007\"]').click()", in: tab)
                try await browser.evaluate("document.querySelector('dialog [value=call-back]').click()", in: tab)
                try await browser.wait("document.querySelector('[data-ticket=\"10000007\"] .number').textContent.includes('13800001234')", in: tab)
                try await browser.evaluate("document.querySelector('[data-key=\"take-10000001\"]').click()", in: tab)
                try await browser.wait("document.querySelector('[data-ticket=\"10000001\"]').textContent.includes('已派单')", in: tab)
                try await browser.evaluate("document.querySelector('[data-key=\"done-10000007\"]').click()", in: tab)
                try await browser.wait("document.querySelectorAll('.task').length === 2", in: tab)
                // A call takes the screen; the work is there again after it.
                try await browser.talk("01MORNING", world, in: tab)
                #expect(try await browser.evaluate("document.getElementById('open-card').hidden", in: tab) == "true")
            }
        }
    }

    @Test func whatSomebodyElseHasTakenIsSaid() async throws {
        try await DeskWorld.run { world in
            world.openTickets.withLock { $0 = Self.night }
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.wait("document.querySelectorAll('.task').length === 3", in: tab)
                world.openTickets.withLock { $0[2].state = .dispatched }
                try await browser.evaluate("document.querySelector('[data-key=\"take-10000001\"]').click()", in: tab)
                try await browser.wait("document.getElementById('notice').textContent === '这张工单已经有人处理了。'", in: tab)
                #expect(try await HTTP.get("/desk/tickets", port: world.port).status == 401)
                #expect(try await HTTP.post("/desk/tickets/reveal", #"{"ticket": "10000007"}"#, port: world.port, headers: try await world.signIn("li.na")).status == 400, "no reason")
            }
        }
    }

    @Test func whoeverHasTimeRingsBackTheNextAndSaysHowItCameOut() async throws {
        try await DeskWorld.run { world in
            world.openTickets.withLock { $0 = Self.night }
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.wait("document.querySelectorAll('.task').length === 3", in: tab)
                #expect(try await text(".next", browser, tab).contains("2 位客户等待回电"))
                #expect(try await browser.evaluate("document.querySelectorAll('[data-key^=\"take-1000000\"]').length", in: tab) == "1", "call-backs are not picked out")
                try await browser.evaluate("document.querySelector('[data-key=\"take-call-back\"]').click()", in: tab)
                try await browser.wait("document.activeElement?.dataset.key === 'dial'", in: tab)
                #expect(try await text(".ringing", browser, tab).contains("138****1234"))
                #expect(try await browser.evaluate("document.querySelector('.ringing').dataset.ticket", in: tab) == "10000007")
                try await browser.keepPicture(tab, "call-back")
                #expect(try await browser.violations(orSkip: tab) == "")
                try await browser.evaluate("document.querySelector('[data-key=dial]').click()", in: tab)
                try await browser.wait("document.activeElement?.dataset.key === 'end-noAnswer'", in: tab)
                #expect(try await text("#notice", browser, tab) == "客户正忙。")
                #expect(try await !text(".ringing", browser, tab).contains("13800001234"), "nobody needs to see the number to ring it")
                try await browser.evaluate("document.querySelector('[data-key=end-noAnswer]').click()", in: tab)
                try await browser.wait("!document.querySelector('.ringing')", in: tab)
                try await browser.evaluate("document.querySelector('[data-key=\"take-call-back\"]').click()", in: tab)
                try await browser.wait("document.querySelector('.ringing')?.dataset.ticket === '10000009'", in: tab)
                // Not for ever by a slip of the hand.
                try await browser.evaluate("document.querySelector('[data-key=end-refused]').click()", in: tab)
                try await browser.evaluate("document.querySelector('dialog .main').click()", in: tab)
                try await browser.wait("document.querySelectorAll('.task').length === 1", in: tab)
                #expect(world.controls.withLock { $0 } == ["place 10000007 1 13800001234", "call-back 10000007 noAnswer", "call-back 10000009 refused"])
            }
        }
    }
}
