import AgentAssistCore
import Testing
import Vocabulary

struct WebhookTests {
    private func at(_ milliseconds: Int) -> Instant { .zero + .milliseconds(milliseconds) }

    @Test func isTriedFiveTimesWithGrowingWaits() {
        var queue = WebhookQueue(), sent: [Int] = [], now = 0
        #expect(queue.queued("a", at: at(0)) == [.send("a", attempt: 1)])
        #expect(queue.queued("a", at: at(0)) == [], "it waits already")
        sent.append(now)
        while true {
            let effects = queue.ended("a", .failed, at: at(now))
            if effects == [.dropped("a", .exhausted)] { break }
            now = Int(queue.nextDeadline?.nanoseconds ?? 0) / 1_000_000
            #expect(queue.tick(at: at(now - 1)) == [])
            #expect(queue.tick(at: at(now)) == [.send("a", attempt: sent.count + 1)])
            sent.append(now)
        }
        #expect(sent == [0, 1000, 5000, 21_000, 85_000])
        #expect(queue.nextDeadline == nil)
    }

    @Test func whatIsDeliveredOrRefusedIsOver() {
        var queue = WebhookQueue()
        _ = queue.queued("a", at: at(0))
        #expect(queue.ended("a", .delivered, at: at(9)) == [])
        #expect(queue.ended("a", .failed, at: at(10)) == [], "it is not there any more")
        _ = queue.queued("b", at: at(20))
        #expect(queue.ended("b", .refused, at: at(30)) == [.dropped("b", .refused)])
        #expect(queue.nextDeadline == nil)
    }

    @Test func theOldestMakesWay() {
        var queue = WebhookQueue()
        for number in 0..<200 { _ = queue.queued("\(number)", at: at(0)) }
        #expect(queue.queued("new", at: at(1)) == [.dropped("0", .crowded), .send("new", attempt: 1)])
        #expect(queue.ended("0", .failed, at: at(2)) == [])
    }

    @Test(
        arguments: [
            ([8, 8, 8, 8], true), ([127, 0, 0, 1], false), ([10, 1, 2, 3], false), ([172, 15, 0, 1], true), ([172, 16, 0, 1], false), ([172, 31, 255, 255], false), ([172, 32, 0, 1], true),
            ([192, 168, 1, 1], false), ([169, 254, 169, 254], false), ([100, 64, 0, 1], false), ([100, 128, 0, 1], true), ([0, 0, 0, 0], false), ([224, 0, 0, 1], false),
            ([255, 255, 255, 255], false),
            ([198, 19, 0, 1], false), ([1, 2, 3], false), ([], false),
        ] as [([UInt8], Bool)])
    func tellsPublicFromPrivate(octets: [UInt8], isPublic: Bool) { #expect(PublicAddress.isPublic(octets) == isPublic) }

    @Test(
        arguments: [
            ([0x20, 0x01, 0x48, 0x60], [], true), ([], [1], false), ([0xFC], [1], false), ([0xFE, 0x80], [1], false), ([0xFF, 0x02], [1], false), ([0x20, 0x01, 0x0D, 0xB8], [1], false),
            ([0x20, 0x02, 10, 0, 0, 1], [1], false), ([0x20, 0x02, 8, 8, 8, 8], [1], true), ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [127, 0, 0, 1], false),
            ([0, 0x64, 0xFF, 0x9B], [8, 8, 8, 8], true), ([0, 0x64, 0xFF, 0x9B], [10, 0, 0, 1], false),
        ] as [([UInt8], [UInt8], Bool)])
    func tellsPublicFromPrivateOfVersion6(head: [UInt8], tail: [UInt8], isPublic: Bool) {
        let octets = head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
        #expect(PublicAddress.isPublic(octets) == isPublic)
    }

    @Test func theMomentIsSigned() { #expect(PopMessage.signed(Array("{}".utf8), at: 7) == Array("7.{}".utf8)) }
}
