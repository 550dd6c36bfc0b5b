import Contracts
import Foundation
import TestKit
import Testing
import Vocabulary

/// Practice with a simulated customer in a real browser.
@Suite(FreshDatabase(), .serialized)
struct TrainingTests {
    @Test func aTraineeTalksToASimulatedCustomerAndIsScored() async throws {
        try await DeskWorld.run { world in
            world.guide.withLock { $0 = DeskWorld.heating }
            try await Browser.run { browser in
                let tab = try await browser.signIn(at: world)
                try await browser.wait("!idle.hidden", in: tab)
                try await browser.evaluate("location.assign('/desk/training')", in: tab)
                try await browser.wait("document.querySelector('#pack option')?.value === 'heating'", in: tab)
                try await browser.evaluate("(topic.value = 'not_hot_home', document.getElementById('begin').requestSubmit())", in: tab)
                try await browser.wait("document.querySelectorAll('li.line.caller').length === 1", in: tab)
                for (count, text) in ["您好，我是供热公司客服李娜，让您久等了", "请问您家地址是哪里？不热几天了？", "登记好了，四小时内师傅给您答复。还有什么可以帮您？"].enumerated() {
                    try await browser.evaluate("(document.querySelector('[name=text]').value = '\(text)', document.querySelector('.reply').requestSubmit())", in: tab)
                    try await browser.wait("document.querySelectorAll('li.line').length === \(3 + 2 * count)", in: tab)
                }
                try await browser.keepPicture(tab, "training")
                try await browser.wait("document.querySelector('.verdict').textContent.includes('客户满意')", in: tab)
                #expect(try await browser.evaluate("document.querySelector('.verdict').textContent", in: tab).contains("问到要点 2/2"))
                #expect(try await browser.evaluate("document.querySelector('[data-rule=identify]').className", in: tab) == "rule said")
                try await browser.wait("document.querySelectorAll('#records tbody tr').length === 1", in: tab)
                #expect(try await browser.violations(orSkip: tab) == "")
            }
        }
    }

    @Test func withoutAPackThereIsNothingToPractiseOn() async throws {
        try await DeskWorld.run { world in
            let headers = try await world.signIn("li.na")
            #expect(try await HTTP.post("/desk/training/begin", #"{"pack": "heating"}"#, port: world.port, headers: headers).status == 404)
            #expect(try await HTTP.post("/desk/training/say", #"{"text": "您好"}"#, port: world.port, headers: headers).status == 404)
            #expect(try await HTTP.post("/desk/training/say", #"{"text": ""}"#, port: world.port, headers: headers).status == 400)
        }
    }
}
