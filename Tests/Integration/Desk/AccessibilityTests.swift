import Contracts
import Foundation
import TestKit
import Testing
import Vocabulary

/// Every page of the desk against WCAG 2.2 A and AA, by axe-core, in both languages and in light and dark.
@Suite(FreshDatabase(), .serialized, .enabled(if: Browser.axe != nil, "axe-core is not there: deploy/axe fetches it"))
struct AccessibilityTests {
    private let call: CallID = "01AXE"

    private func check(_ browser: Browser, _ tab: Browser.Tab, _ what: String) async throws {
        for scheme in ["light", "dark"] {
            try await browser.send("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": scheme]]], in: tab)
            #expect(try await browser.violations(in: tab) == "", "\(what), \(scheme)")
        }
    }

    @Test(arguments: ["zh-CN", "en"]) func theDeskIsAccessible(language: String) async throws {
        try await DeskWorld.run { world in
            try await Browser.run { browser in
                let door = try await browser.open("http://127.0.0.1:\(world.port)/desk")
                try await browser.wait("document.getElementById('sign-in') && !document.getElementById('sign-in').hidden", in: door)
                try await browser.evaluate("localStorage.setItem('language', '\(language)')", in: door)
                let tab = try await browser.signIn(at: world)
                #expect(try await browser.evaluate("document.documentElement.lang", in: tab) == language)
                try await browser.wait("!idle.hidden", in: tab)
                try await check(browser, door, "signing in")
                try await check(browser, tab, "waiting")
                try await browser.talk(call, world, in: tab)
                try await check(browser, tab, "a call")
                try await browser.keepPicture(tab, "talking-dark-\(language)")
                try await browser.press(alt: "Slash", in: tab)
                try await check(browser, tab, "shortcuts")
                try await browser.evaluate("document.querySelector('dialog').close()", in: tab)
                try await browser.hangUp(call, world, in: tab)
                try await check(browser, tab, "after the call")
            }
        }
    }

    @Test func theOfficeIsAccessible() async throws {
        try await DeskWorld.run { world in
            try await world.people.put(.init(id: "office", tenant: DeskWorld.tenant, name: Masked("办公室"), roles: [.supervisor, .auditor, .administrator]), password: Masked(DeskWorld.password))
            world.plans.withLock { $0 = [DeskWorld.queue] }
            try await Browser.run { browser in
                let tab = try await browser.signIn("office", at: world)
                try await browser.wait("location.pathname === '/desk/wall'", in: tab)
                try await world.angryCall(call)
                try await browser.wait("document.querySelector('tr[data-call=\"01AXE\"]')", in: tab)
                try await check(browser, tab, "the wall")
                try await browser.evaluate("location.assign('/desk/audit')", in: tab)
                try await browser.wait("document.getElementById('reveals-card') && !document.getElementById('reveals-card').hidden", in: tab)
                try await check(browser, tab, "the audit")
            }
        }
    }
}
