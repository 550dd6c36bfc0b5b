import Contracts
import Foundation
import Runtime
import TestKit
import Testing
import Vocabulary

/// What helps an agent during a call and after it, in a real browser.
@Suite(FreshDatabase(), .serialized)
struct AssistTests {
    private let call: CallID = "01ASSIST"

    private func text(_ selector: String, _ browser: Browser, _ tab: Browser.Tab) async throws -> String {
        try await browser.evaluate("document.querySelector('\(selector)').innerText", in: tab)
    }

    @Test func scriptsAndArticlesFollowTheConversation() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.wait("document.querySelector('.guide.article')?.dataset.guide === 'heat-refund'", in: tab)
                let article = try await text(".guide[data-guide=heat-refund]", browser, tab)
                for wanted in ["不热怎么退费", "第 4 版", "供热管理办法第二十一条", "有效至 2027-03-31"] { #expect(article.contains(wanted), "\(wanted)") }
                #expect(try await browser.evaluate("document.querySelector('[data-guide=heat-old]')", in: tab) == "null", "not valid any more")
                try await world.speak(call, "行吧，那师傅什么时候来，今天能不能来人", anger: 20, revision: 20)
                try await browser.wait("[...document.querySelectorAll('.guide.article')][0].dataset.guide === 'heat-visit'", in: tab)
                try await browser.keepPicture(tab, "guidance")
            }
        }
    }

    /// No word of it is in the article or its title: only its meaning.
    @Test func whatSpeechUnderstandsLeadsTheGuidance() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.wait("document.querySelector('.matter').textContent === '全屋不热'", in: tab)
                world.advice.withLock { $0 = Advise.Answer(intent: "not_hot_home", confidence: 0.9, articles: ["heat-visit"]) }
                try await world.speak(call, "总得给个准信吧我好请假", anger: 30, revision: 20)
                try await world.until("speech-intent is asked") { world.askedAdvice.withLock { $0.last } == "总得给个准信吧我好请假" }
                try await browser.wait("document.querySelector('.guide.article')?.dataset.guide === 'heat-visit'", in: tab)
                try await world.speak(call, "您是问上门时间吗", anger: -1, revision: 21)
                try await world.speak(call, "对", anger: 20, revision: 22)
                try await world.until("a short answer is asked about with its question") { world.askedAdvice.withLock { $0.last } == "您是问上门时间吗，对" }
            }
        }
    }

    @Test func rulesAreJudgedAsTheAgentSpeaks() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.wait("document.querySelector('[data-rule=no-promise]')?.classList.contains('broken')", in: tab)
                #expect(try await text("[data-rule=no-promise]", browser, tab).contains("上门，我保证"))
                #expect(try await browser.evaluate("document.querySelector('[data-rule=complaint-time]').className", in: tab) == "rule missing")
                #expect(try await browser.evaluate("document.querySelector('[data-rule=identify]').className", in: tab) == "rule said")
                #expect(try await text(".score", browser, tab) == "得分 50")
                #expect(try await browser.evaluate("document.querySelector('.compliance [role=alert]').textContent", in: tab).contains("不能做无法兑现的承诺"))
                try await world.speak(call, "四小时内师傅给您答复", anger: -1, revision: 20)
                try await browser.wait("document.querySelector('[data-rule=complaint-time]').className === 'rule said'", in: tab)
                #expect(try await text(".score", browser, tab) == "得分 80")
            }
        }
    }

    @Test func oneKeyInsertsIntoTheTicketAndItIsOpenedOnce() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                let detail = "document.querySelector('[name=detail]').value"
                try await browser.wait("\(detail) === '我家暖气三天不热了，报过修了'", in: tab)
                #expect(try await browser.evaluate("document.querySelector('[name=title]').value", in: tab) == "全屋不热")
                try await browser.press(alt: "KeyI", in: tab)
                try await browser.press(alt: "Digit1", in: tab)
                let inserted = try await browser.evaluate(detail, in: tab)
                #expect(inserted.contains("要是还不热能退钱吗"))
                #expect(inserted.contains(try await text(".guide .text", browser, tab)))
                try await browser.evaluate("document.querySelector('.ticket-form').requestSubmit()", in: tab)
                try await browser.wait("document.querySelector('.ticket-form .outcome').textContent === '已登记 T-1177'", in: tab)
                let asked = world.performed.withLock { $0 }
                #expect(asked.map(\.action) == ["ticket.create"])
                #expect(asked.first?.key == "01ASSIST/desk/li.na/ticket-1")
                #expect(asked.first?.parameters["kind"]?.revealed == "not_hot_home")
                #expect(asked.first?.parameters["detail"]?.revealed == inserted)
                #expect(asked.first?.caller?.revealed == "13800001234", "Ticketing knows the number that the screen masks")
            }
        }
    }

    @Test func notesSaveThemselvesAndAreThereInAnotherTab() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.evaluate("(document.querySelector('[name=notes]').value = '客户希望晚上来', document.querySelector('[name=notes]').dispatchEvent(new Event('input')))", in: tab)
                try await browser.wait("document.querySelector('.notes .outcome').textContent === '已保存'", in: tab)
                let other = try await browser.open("http://127.0.0.1:\(world.port)/desk")
                try await browser.wait("document.querySelector('[name=notes]')?.value === '客户希望晚上来'", in: other)
            }
        }
    }

    @Test func aCallIsWrappedUpWithADraftThatIsConfirmed() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.hangUp(call, world, in: tab)
                try await browser.wait("document.querySelector('.countdown').textContent.startsWith('还剩')", in: tab)
                let summary = try await browser.evaluate("document.querySelector('[name=summary]').value", in: tab)
                for wanted in ["来电事项: 全屋不热", "客户诉求: 我家暖气三天不热了", "情绪最高: 88", "助手已办: 催办工单", "我现在就联系师傅"] { #expect(summary.contains(wanted), "\(wanted)") }
                #expect(try await browser.evaluate("document.querySelector('[name=plan]').checked", in: tab) == "true", "a call back was promised")
                try await browser.keepPicture(tab, "ended")
                try await browser.evaluate("document.querySelector('.after').requestSubmit()", in: tab)
                #expect(try await text(".after .problem", browser, tab) == "请先选一个结果。")
                try await browser.evaluate("(document.querySelector('.after input[value=follow-up]').click(), document.querySelector('.after').requestSubmit())", in: tab)
                try await browser.wait("!document.querySelector('article.call') && !idle.hidden", in: tab)
                let asked = world.performed.withLock { $0 }
                #expect(asked.map(\.action) == ["callback.create"])
                #expect(asked.first?.parameters["time"]?.revealed == "09:30")
                let wrapped = try await world.log.events(about: call.value).compactMap { try $0.decoded(as: CallWrappedUp.self) }
                #expect(wrapped.map(\.code) == ["follow-up"])
                #expect(wrapped.first?.score == 50)
                try await browser.wait("document.querySelector('#figures dd').textContent === '1'", in: tab)
                #expect(try await text("#figures", browser, tab).contains("50"))
            }
        }
    }

    @Test func theTimeAfterACallIsCountedDownExtendedAndEndedSooner() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.hangUp(call, world, in: tab)
                try await world.wrapUp(DeskWorld.agent, until: SystemTime().timestamp() + .seconds(45))
                try await browser.wait("!document.getElementById('rest').hidden && /^00:4[0-5]$/.test(document.getElementById('rest-left').textContent)", in: tab)
                #expect(try await browser.evaluate("[...document.querySelectorAll('#presence input')].find(input => input.checked)?.value", in: tab) == "wrap-up")
                try await browser.press(alt: "KeyE", in: tab)
                try await browser.wait("/^01:1[0-5]$/.test(document.getElementById('rest-left').textContent)", in: tab)
                try await browser.wait("/01:1/.test(document.querySelector('.after .countdown').textContent)", in: tab)
                try await browser.keepPicture(tab, "rest")
                #expect(try await browser.violations(orSkip: tab) == "")
                try await browser.evaluate("document.getElementById('more-time').click()", in: tab)
                try await browser.wait("document.getElementById('notice').textContent === '话后时间已经用完，不能再延长。'", in: tab)
                #expect(!world.presences.withLock { $0.dropFirst().contains(.ready) })
                try await browser.evaluate(
                    "(document.querySelector('.after input[value=resolved]').click(), document.querySelector('[name=plan]').checked = false, document.querySelector('.after').requestSubmit())", in: tab
                )
                try await world.until("closing the call makes ready") { world.presences.withLock { $0.dropFirst().last } == .ready }
                try await browser.wait("document.getElementById('rest').hidden && !idle.hidden", in: tab)
            }
        }
    }

    @Test func whenTheTimeIsOverTheCallStaysToBeClosed() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.hangUp(call, world, in: tab)
                try await world.wrapUp(DeskWorld.agent, until: SystemTime().timestamp() + .seconds(1))
                try await browser.wait("!document.getElementById('rest').hidden", in: tab)
                try await world.say(PresenceChanged(agent: DeskWorld.agent, presence: .ready), by: .routing)
                try await browser.wait("document.getElementById('rest').hidden && document.querySelector('#presence input[value=ready]').checked", in: tab)
                #expect(try await browser.evaluate("document.querySelector('article.call').dataset.state", in: tab) == "ended")
            }
        }
    }

    @Test func aCallThatWasPushedAwayIsBroughtBackAndClosed() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.hangUp(call, world, in: tab)
                let revision = try await world.angryCall("01NEXT")
                _ = try await world.show("01NEXT", revision: revision, fence: 2)
                try await browser.wait("!document.querySelector('article.call[data-call=\"01ASSIST\"]')", in: tab)
                try await browser.wait("document.querySelector('[data-key=open]')", in: tab)
                try await browser.evaluate("document.querySelector('[data-key=open]').click()", in: tab)
                try await browser.wait("document.querySelector('dialog [data-call=\"01ASSIST\"]')", in: tab)
                try await browser.evaluate("document.querySelector('dialog [data-call=\"01ASSIST\"]').click()", in: tab)
                try await browser.wait("document.querySelector('article.call[data-call=\"01ASSIST\"]')?.dataset.state === 'ended'", in: tab)
                let form = "document.querySelector('article.call[data-call=\"01ASSIST\"] .after')"
                try await browser.evaluate("(\(form).querySelector('input[value=complaint]').click(), \(form).querySelector('[name=plan]').checked = false, \(form).requestSubmit())", in: tab)
                try await browser.wait("!document.querySelector('article.call[data-call=\"01ASSIST\"]') && !document.querySelector('[data-key=open]')", in: tab)
            }
        }
    }

    @Test func whoRangBeforeIsKnown() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                try await browser.hangUp(call, world, in: tab)
                try await browser.evaluate(
                    "(document.querySelector('.after input[value=complaint]').click(), document.querySelector('[name=plan]').checked = false, document.querySelector('.after').requestSubmit())",
                    in: tab)
                try await browser.wait("!document.querySelector('article.call')", in: tab)
                let revision = try await world.angryCall("01AGAIN")
                _ = try await world.show("01AGAIN", revision: revision, fence: 2)
                try await browser.wait("document.querySelector('[data-past=\"01ASSIST\"]')", in: tab)
                let past = try await text("[data-past]", browser, tab)
                for wanted in ["投诉", "li.na", "全屋不热"] { #expect(past.contains(wanted), "\(wanted)") }
            }
        }
    }

    @Test func aNumberIsShownWithAReasonAndAuditorsKnow() async throws {
        try await DeskWorld.run { world in
            try await world.people.put(.init(id: "shen", tenant: DeskWorld.tenant, name: Masked("审计"), roles: [.auditor]), password: Masked(DeskWorld.password))
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.talk(call, world, in: tab)
                #expect(!(try await text("article.call", browser, tab).contains("13800001234")))
                try await browser.evaluate("document.querySelector('[data-fact=caller] .reveal').click()", in: tab)
                #expect(try await HTTP.post("/desk/reveal", #"{"call": "01ASSIST", "field": "caller"}"#, port: world.port, headers: try await world.signIn("li.na")).status == 400, "no reason")
                #expect(try await browser.violations(orSkip: tab) == "")
                try await browser.evaluate("document.querySelector('dialog [value=call-back]').click()", in: tab)
                try await browser.wait("document.querySelector('[data-fact=caller]').textContent.includes('13800001234')", in: tab)
                #expect(!(try await text("article.call", browser, tab).contains("502")))
                try await browser.evaluate("document.querySelector('[data-fact=address] .reveal').click()", in: tab)
                try await browser.evaluate("document.querySelector('dialog [value=dispatch]').click()", in: tab)
                try await browser.wait("document.querySelector('[data-fact=address]').textContent.includes('和平路 18 号 3 单元 502')", in: tab)
                let reveals = try await HTTP.get("/desk/reveals", port: world.port, headers: try await world.signIn("shen"))
                #expect(reveals.body.contains(#""agent":"li.na""#) && reveals.body.contains(#""reason":"call-back""#))
                #expect(!reveals.body.contains("13800001234"))
                #expect(try await HTTP.post("/desk/reveal", #"{"call": "01OTHER", "field": "caller", "reason": "dispatch"}"#, port: world.port, headers: try await world.signIn("li.na")).status == 404)
            }
        }
    }

    @Test func aPauseHasAReason() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await browser.press(alt: "KeyP", in: tab)
                try await browser.wait("!document.getElementById('pause').hidden", in: tab)
                try await browser.evaluate("(pause.value = 'meal', pause.dispatchEvent(new Event('change', { bubbles: true })))", in: tab)
                try await world.until("the pause is known") { try await HTTP.get("/desk/figures", port: world.port, headers: try await world.signIn("li.na")).body.contains("meal") }
            }
        }
    }
}
