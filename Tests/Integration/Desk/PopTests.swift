import Contracts
import Foundation
import TestKit
import Testing
import Vocabulary

/// The screen pop in a real browser.
@Suite(FreshDatabase(), .serialized)
struct PopTests {
    private let call: CallID = "01POP"

    @Test func theWholeContextIsOnTheScreenBeforeItIsAcknowledged() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                #expect(world.presences.withLock { $0 } == [.ready])
                try await browser.keepPicture(tab, "idle")
                let revision = try await world.angryCall(call)
                #expect(try await world.show(call, revision: revision) == revision)
                let text = try await browser.evaluate("document.querySelector('article.call').innerText", in: tab)
                for wanted in ["客户情绪激动", "138****1234", "王建国", "和平路", "王先生您好", "你们到底管不管", "暖气不热", "******1875", "催办工单", "最高 88"] {
                    #expect(text.contains(wanted), "the screen lacks \(wanted)")
                }
                #expect(!text.contains("13800001234"))
                try await browser.wait("/毫秒/.test(document.querySelector('[data-fact=latency]').textContent)", in: tab)
                try await browser.keepPicture(tab, "pop")
                try await world.until("the acknowledgement is in the log") { try await world.log.events(about: call.value).contains { $0.type == ContextAcknowledged.type } }
            }
        }
    }

    @Test func aHiddenTabAcknowledgesToo() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                let other = try await browser.open("about:blank")
                try await browser.show(other)
                try await browser.wait("document.visibilityState === 'hidden'", in: tab)
                let revision = try await world.angryCall(call)
                #expect(try await world.show(call, revision: revision) == revision)
                #expect(try await browser.evaluate("document.visibilityState", in: tab) == "hidden")
                #expect(try await browser.evaluate("document.title", in: tab) == "● 来电：客户情绪激动")
            }
        }
    }

    @Test func aPhoneWithAScreenShowsTheSamePop() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.signIn(at: world, page: "/desk/pop")
                try await browser.send("Emulation.setDeviceMetricsOverride", ["width": 480, "height": 272, "deviceScaleFactor": 1, "mobile": true], in: tab)
                try await browser.wait("!idle.hidden && document.getElementById('link').dataset.linked === 'true'", in: tab)
                let revision = try await world.angryCall(call)
                #expect(try await world.show(call, revision: revision) == revision)
                #expect(try await browser.evaluate("document.querySelector('.opening').getBoundingClientRect().bottom < 272", in: tab) == "true", "what to say first is seen without scrolling")
                #expect(try await browser.evaluate("document.documentElement.scrollWidth <= 480", in: tab) == "true")
                #expect(try await browser.violations(orSkip: tab) == "")
                try await browser.keepPicture(tab, "pop-compact")
            }
        }
    }

    @Test func bothSidesAppearWhileTheyTalkAndTheCallIsPutAway() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                let revision = try await world.angryCall(call)
                try await world.say(AgentOffered(call: call, agent: DeskWorld.agent, fence: 1, expiresAt: Timestamp(microseconds: 0)), by: .routing)
                _ = try await world.show(call, revision: revision)
                try await world.say(CallHandedOver(call: call, agent: DeskWorld.agent, fence: 1, waited: 900), by: .routing)
                try await world.speak(call, "王先生您好，我是李娜，我现在就联系师傅。", anger: -1, revision: 9)
                try await world.speak(call, "好，那我等你电话，手机13912345678也行。", anger: 41, revision: 10)
                try await browser.wait("document.querySelector('article.call').dataset.state === 'talking'", in: tab)
                try await browser.wait("document.querySelector('li.line.agent')?.textContent.includes('我是李娜')", in: tab)
                try await browser.wait("[...document.querySelectorAll('li.line.caller')].at(-1).textContent.includes('139****5678')", in: tab)
                try await browser.keepPicture(tab, "talking")
                try await browser.send("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": "dark"]]], in: tab)
                try await browser.keepPicture(tab, "talking-dark")
                try await browser.send("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": "light"]]], in: tab)
                try await world.say(CallEnded(call: call, cause: .callerHungUp, talked: 90_000, received: 4500, lost: 0), by: .mediaGateway)
                try await browser.wait("document.querySelector('article.call').dataset.state === 'ended'", in: tab)
                try await browser.keepPicture(tab, "ended")
                try await browser.evaluate(
                    "(document.querySelector('.after input[value=resolved]').click(), document.querySelector('.after input[name=plan]').checked = false, document.querySelector('.after').requestSubmit())",
                    in: tab)
                try await browser.wait("!document.querySelector('article.call') && !idle.hidden", in: tab)
            }
        }
    }

    @Test func whatWasSaidWhileTheConnectionWasLostIsThereAfterwards() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                let revision = try await world.angryCall(call)
                _ = try await world.show(call, revision: revision)
                try await browser.send("Network.enable", in: tab)
                try await browser.send("Network.emulateNetworkConditions", ["offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1], in: tab)
                try await browser.evaluate("dispatchEvent(new Event('online'))", in: tab)
                try await browser.wait("document.getElementById('link').textContent !== ''", in: tab)
                for number in 0..<20 { try await world.speak(call, "第\(number)句没有丢", anger: 20, revision: 9 + number) }
                try await browser.send("Network.emulateNetworkConditions", ["offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1], in: tab)
                try await browser.wait("[...document.querySelectorAll('li.line')].filter(line => line.textContent.includes('没有丢')).length === 20", in: tab)
                let order = try await browser.evaluate("[...document.querySelectorAll('li.line')].map(line => line.textContent.match(/第(\\d+)句/)?.[1]).filter(Boolean).join()", in: tab)
                #expect(order == (0..<20).map(String.init).joined(separator: ","))
            }
        }
    }

    /// Asked to show → acknowledged, as Routing sees it, for fresh calls one after another. Prints; asserts nothing about time.
    @Test func showsManyCallsOneAfterAnother() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                var times: [Double] = []
                for number in 0..<40 {
                    let call = CallID("01MANY\(number)")
                    let revision = try await world.angryCall(call)
                    let start = ContinuousClock.now
                    #expect(try await world.show(call, revision: revision, fence: Int64(number + 1)) == revision)
                    times.append((ContinuousClock.now - start).milliseconds)
                    try await world.say(CallEnded(call: call, cause: .callerHungUp, talked: 1, received: 1, lost: 0), by: .mediaGateway)
                    try await browser.wait("document.querySelector('article.call[data-call=\"\(call)\"]').dataset.state === 'ended'", in: tab)
                }
                let sorted = times.sorted()
                print("asked to show → acknowledged in Chromium, 40 calls: p50 \(sorted[20]) ms, p95 \(sorted[37]) ms, worst \(sorted[39]) ms")
                #expect(try await browser.evaluate("document.querySelectorAll('article.call').length", in: tab) == "1", "an ended call makes way for the next")
            }
        }
    }

    @Test func wordsAreNeverMarkup() async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let tab = try await browser.sitDown(world)
                try await world.angryCall(call)
                try await world.speak(call, "<img src=x onerror=\"document.title='broken'\"><b>粗</b>", anger: 10, revision: 9)
                _ = try await world.show(call, revision: 9)
                #expect(try await browser.evaluate("document.querySelectorAll('li.line img, li.line .text b').length", in: tab) == "0")
                #expect(try await browser.evaluate("document.title", in: tab) != "broken")
            }
        }
    }
}
