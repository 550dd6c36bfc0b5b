import MediaGatewayCore
import Testing
import TestKit
import Vocabulary

@Suite struct SharedBindingsTests {
    typealias Bindings = SharedBindings<String>
    let desk = Bindings.Name(phone: "1001", contact: "sip:1001@192.0.2.7")

    func at(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }
    func row(_ place: String, until seconds: Int) -> Bindings.Row { Bindings.Row(name: desk, place: place, expires: at(seconds)) }

    @Test func aPhoneThatIsNewOrMovesIsSharedAtOnce() {
        var shared = Bindings()
        #expect(shared.bound(desk, at: "home", for: .seconds(300), at: at(0)) == [.write([row("home", until: 300)])])
        #expect(shared.nextDeadline == nil)
        #expect(shared.bound(desk, at: "office", for: .seconds(300), at: at(1)) == [.write([row("office", until: 301)])])
        #expect(shared.removed(desk) == [.remove(desk)])
        #expect(shared.bound(desk, at: "office", for: .seconds(300), at: at(2)) == [.write([row("office", until: 302)])])
    }

    @Test func aRefreshWaitsUntilTheRowIsOldAndThenBringsTheLatestExpiry() {
        var shared = Bindings()
        _ = shared.bound(desk, at: "home", for: .seconds(300), at: at(0))
        #expect(shared.bound(desk, at: "home", for: .seconds(300), at: at(20)) == [])
        #expect(shared.bound(desk, at: "home", for: .seconds(300), at: at(40)) == [])
        #expect(shared.nextDeadline == at(61))
        #expect(shared.tick(at: at(60)) == [])
        #expect(shared.tick(at: at(61)) == [.write([row("home", until: 340)])])
        #expect(shared.nextDeadline == nil, "nothing to say until the phone is heard again")
    }

    @Test func aRowThatRunsOutSoonIsWrittenWithinTheBeat() {
        var shared = Bindings()
        _ = shared.bound(desk, at: "home", for: .seconds(30), at: at(0))
        #expect(shared.bound(desk, at: "home", for: .seconds(30), at: at(5)) == [])
        #expect(shared.nextDeadline == at(16), "half of what was granted")
        #expect(shared.bound(desk, at: "home", for: .seconds(30), at: at(27)) == [])
        #expect(shared.nextDeadline == at(28))
        #expect(shared.tick(at: at(28)) == [.write([row("home", until: 57)])])
    }

    @Test func phonesThatRefreshInOneBeatGoTogether() {
        var policy = Bindings.Policy()
        policy.batch = 2
        var shared = Bindings(policy)
        let phones = (1...3).map { (number: Int) in Bindings.Name(phone: "100\(number)", contact: "sip:\(number)") }
        for phone in phones { _ = shared.bound(phone, at: "home", for: .seconds(300), at: at(0)) }
        for phone in phones { #expect(shared.bound(phone, at: "home", for: .seconds(300), at: at(100)) == []) }
        let batches = shared.tick(at: at(101)).map { effect -> [String] in
            guard case .write(let rows) = effect else { return [] }
            return rows.map(\.name.phone)
        }
        #expect(batches.map(\.count) == [2, 1])
        #expect(Set(batches.joined()) == ["1001", "1002", "1003"])
    }

    @Test func whatTheStoreDidNotTakeIsTriedAgainAndARefreshDoesNotWait() {
        var shared = Bindings()
        _ = shared.bound(desk, at: "home", for: .seconds(300), at: at(0))
        shared.writeFailed([row("home", until: 300)], at: at(1))
        #expect(shared.tick(at: at(6)) == [.write([row("home", until: 300)])])
        shared.writeFailed([row("home", until: 300)], at: at(7))
        #expect(shared.bound(desk, at: "home", for: .seconds(300), at: at(8)) == [.write([row("home", until: 308)])])
        _ = shared.removed(desk)
        shared.writeFailed([row("home", until: 308)], at: at(9))
        #expect(shared.nextDeadline == nil, "who left is not written again")
    }

    /// A store that a machine keeps, against phones that come, refresh, move and leave as they like, and a database that is away at times.
    @Test(arguments: UInt64(1)...40) func aRowNeverRunsOutBeforeItsPhoneWhileTheStoreIsThere(_ seed: UInt64) {
        var random = SeededRandom(seed: seed), shared = Bindings(), now = Instant.zero
        var store: [Bindings.Name: Bindings.Row] = [:], phones: [Bindings.Name: Bindings.Row] = [:], failed = now
        func keep(_ effects: [Bindings.Effect]) {
            for effect in effects {
                switch effect {
                case .remove(let name): store[name] = nil
                case .write(let rows):
                    if Int.random(in: 0..<20, using: &random) == 0 {
                        shared.writeFailed(rows, at: now)
                        failed = now
                    } else {
                        for row in rows { store[row.name] = row }
                    }
                }
            }
        }
        for _ in 0..<2000 {
            let step = now + .milliseconds(Int.random(in: 0...9000, using: &random))
            while let due = shared.nextDeadline, due <= step {
                now = due
                keep(shared.tick(at: now))
            }
            now = step
            let name = Bindings.Name(phone: String(Int.random(in: 0..<9, using: &random)), contact: "c")
            for (name, row) in phones where row.expires <= now {
                phones[name] = nil
                keep(shared.removed(name))
            }
            if Int.random(in: 0..<30, using: &random) == 0 {
                phones[name] = nil
                keep(shared.removed(name))
            } else {
                let granted = Duration.seconds([30, 60, 300].randomElement(using: &random) ?? 30), place = Int.random(in: 0..<10, using: &random) == 0 ? "moved" : "home"
                phones[name] = Bindings.Row(name: name, place: place, expires: now + granted)
                keep(shared.bound(name, at: place, for: granted, at: now))
            }
            guard now - failed > .seconds(12) else { continue }
            for (name, row) in phones { #expect(store[name].map { $0.expires > now && $0.place == row.place } == true, "seed \(seed), \(now)") }
            #expect(Set(store.keys) == Set(phones.keys), "seed \(seed), \(now)")
        }
    }
}
