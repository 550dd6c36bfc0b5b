import MediaGatewayCore
import Protocols
import Testing
import Vocabulary

/// Who may call, as transcripts on virtual time.
@Suite struct TrunkTests {
    private func at(_ milliseconds: Int) -> Instant { .zero + .milliseconds(milliseconds) }
    private func ip(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private func trunk(_ name: String, _ peers: String..., change: (inout Trunk) -> Void = { _ in }) throws -> Trunk {
        var trunk = Trunk(name: name, peers: peers.compactMap { AddressBlock($0) })
        change(&trunk)
        return trunk
    }

    // MARK: Addresses

    @Test(
        arguments: [
            ("198.51.100.0/24", "198.51.100.255", true), ("198.51.100.0/24", "198.51.101.0", false), ("198.51.100.7", "198.51.100.7", true),
            ("198.51.100.7", "198.51.100.8", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false), ("2001:db8::/127", "2001:db8::1", true),
            ("2001:db8::/127", "2001:db8::2", false), ("2001:db8::/64", "2001:db8:0:0:ffff::", true), ("2001:db8::/65", "2001:db8:0:0:8000::", false),
        ]) func aBlockHoldsItsAddresses(_ block: String, _ address: String, _ isInside: Bool) throws
    {
        #expect(try #require(AddressBlock(block)).contains(try ip(address)) == isInside)
    }

    @Test(arguments: ["", "/24", "carrier.example.com", "198.51.100.0/33", "198.51.100.0/-1", "198.51.100.0/", "198.51.100.0/8/8", "2001:db8::/129"])
    func whatIsNoBlockIsNil(_ text: String) { #expect(AddressBlock(text) == nil) }

    @Test func aTrunkIsWhereItsNameLeadsAndTheNextServerTakesOver() throws {
        var trunk = Trunk(name: "carrier", peers: [])
        trunk.domain = try SIPURI("sip:carrier.test")
        trunk.peersFollow = true
        var gate = TrunkGate([trunk])
        #expect(throws: TrunkGate.Refusal.self) { try gate.callLeaves(at: .zero) }
        let servers = (1...2).map { SIPPeer(SocketAddress(ip: .v4(0xC000_0200 + UInt32($0)), port: 5060)) }
        gate.located("carrier", at: servers)
        #expect(try gate.callLeaves(at: .zero).address == servers[0])
        #expect(gate.trunk(of: servers[1].address.ip)?.name == "carrier" && gate.trunk(of: .v4(1)) == nil)
        gate.turned(from: "carrier")
        #expect(try gate.callLeaves(at: .zero).address == servers[1])
        // The same servers in their own order again: the dead one stays behind.
        gate.located("carrier", at: servers)
        #expect(try gate.callLeaves(at: .zero).address == servers[1])
    }

    @Test func everywhereIsBothFamilies() throws {
        for text in ["0.0.0.0", "255.255.255.255", "::1", "ffff::"] {
            let address = try ip(text)
            #expect(AddressBlock.everywhere.contains { $0.contains(address) })
        }
    }

    @Test func aNumberIsWholeOrABeginning() {
        #expect(NumberPattern("4008001000")?.matches("4008001000") == true)
        #expect(NumberPattern("4008001000")?.matches("40080010001") == false)
        #expect(NumberPattern("4008*")?.matches("4008001000") == true)
        #expect(NumberPattern("4008*")?.matches("95598") == false)
        #expect(NumberPattern("*")?.matches("") == true)
        #expect(NumberPattern("") == nil && NumberPattern("40*8") == nil && NumberPattern("**") == nil)
    }

    // MARK: The gate

    /// The status of a refusal; nil when the call is taken.
    private func refused(_ gate: inout TrunkGate, from source: IPAddress, to dialled: String = "4001", at now: Instant = .zero) -> TrunkGate.Refusal? {
        do throws(TrunkGate.Refusal) {
            _ = try gate.callArrived(from: source, to: dialled, at: now)
            return nil
        } catch { return error }
    }

    @Test func aStrangerIsRefusedWithTheTrueReason() throws {
        var gate = TrunkGate([try trunk("carrier", "198.51.100.0/24")])
        #expect(gate.trunk(of: try ip("203.0.113.9")) == nil)
        #expect(refused(&gate, from: try ip("203.0.113.9")) == TrunkGate.Refusal(status: 403, reason: "its source belongs to no configured trunk"))
        #expect(gate.calls(on: "carrier") == 0)
    }

    @Test func withoutTrunksAnybodyMayCall() throws {
        var gate = TrunkGate([.anybody])
        for address in ["203.0.113.9", "2001:db8::1"] { #expect(refused(&gate, from: try ip(address)) == nil) }
        #expect(gate.calls(on: "anybody") == 2)
    }

    @Test func aNumberThatIsNotTheTrunksIs404() throws {
        var gate = TrunkGate([try trunk("carrier", "198.51.100.1") { $0.numbers = [NumberPattern("4008*")].compactMap { $0 } }])
        #expect(refused(&gate, from: try ip("198.51.100.1"), to: "4008001000") == nil)
        #expect(refused(&gate, from: try ip("198.51.100.1"), to: "95598")?.status == 404)
    }

    @Test func callsAtOnceAreLimitedAndGivenBack() throws {
        var gate = TrunkGate([try trunk("carrier", "198.51.100.1") { $0.calls = 2 }])
        let carrier = try ip("198.51.100.1")
        for _ in 0..<2 { #expect(refused(&gate, from: carrier) == nil) }
        #expect(refused(&gate, from: carrier)?.status == 503)
        gate.callEnded(on: "carrier")
        #expect(refused(&gate, from: carrier) == nil)
        for _ in 0..<5 { gate.callEnded(on: "carrier") }
        #expect(gate.calls(on: "carrier") == 0)
    }

    @Test func callsASecondAreLimited() throws {
        var gate = TrunkGate([try trunk("carrier", "198.51.100.1") { $0.rate = TokenBucket.Rate(perSecond: 2) }])
        let carrier = try ip("198.51.100.1")
        func tries(_ count: Int, at now: Instant) -> Int { (0..<count).count { _ in refused(&gate, from: carrier, at: now) == nil } }
        #expect(tries(5, at: .zero) == 2)
        #expect(tries(5, at: at(500)) == 1)
        #expect(tries(5, at: at(60_000)) == 2)
        #expect(gate.calls(on: "carrier") == 5)
    }

    @Test func callsGoOutOverTheFirstTrunkWithRoom() throws {
        let address = SIPPeer(try #require(SocketAddress("198.51.100.1:5060")))
        var gate = TrunkGate([
            try trunk("inward", "203.0.113.1"),
            try trunk("small", "198.51.100.1") {
                $0.address = address
                $0.calls = 1
            }, try trunk("spare", "198.51.100.2") { $0.address = address },
        ])
        var taken: [String] = []
        for _ in 0..<2 { taken.append(try gate.callLeaves(at: .zero).name) }
        gate.callEnded(on: "small")
        taken.append(try gate.callLeaves(at: .zero).name)
        #expect(taken == ["small", "spare", "small"])
        var none = TrunkGate([.anybody])
        #expect((try? none.callLeaves(at: .zero)) == nil)
    }

    // MARK: Floods

    @Test func aFloodIsCutAndAnotherSourceIsNotHarmed() throws {
        var settings = FloodGuard.Settings()
        settings.messages = TokenBucket.Rate(perSecond: 10, burst: 20)
        var flood = FloodGuard(settings)
        let loud = try ip("203.0.113.9"), quiet = try ip("203.0.113.10")
        func admitted(_ source: IPAddress, at now: Instant) -> Int { (0..<1000).count { _ in flood.admits(source, at: now) } }
        #expect(admitted(loud, at: .zero) == 20)
        #expect(admitted(quiet, at: .zero) == 20)
        #expect(admitted(loud, at: at(1000)) == 10)
    }

    @Test func forgedAddressesTogetherAreLimitedAndForgotten() {
        var settings = FloodGuard.Settings()
        settings.messages = TokenBucket.Rate(perSecond: 10)
        settings.strangers = TokenBucket.Rate(perSecond: 100)
        settings.sources = 50
        var flood = FloodGuard(settings)
        let admitted = (0..<UInt32(10_000)).count { flood.admits(.v4($0), at: .zero) }
        #expect(admitted == 100)
    }

    @Test func oneSubscribersIPv6AddressesAreOneSource() throws {
        var settings = FloodGuard.Settings()
        settings.messages = TokenBucket.Rate(perSecond: 1, burst: 1)
        var flood = FloodGuard(settings)
        let admitted = try ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map { flood.admits(try ip($0), at: .zero) }
        #expect(admitted == [true, false, true])
    }

    @Test func aRefusalIsLoggedOnceInAWhile() throws {
        var flood = FloodGuard()
        let source = try ip("203.0.113.9")
        let lines = (0...10).map { flood.logs(source, at: at($0 * 1000)) }
        #expect(lines == [0] + Array(repeating: nil, count: 9) + [9])
        let other = flood.logs(try ip("203.0.113.10"), at: at(9000))
        #expect(other == 0)
    }
}
