import Contracts
import Foundation
import MediaGatewayCore
import MediaGatewayShell
import Protocols
import Testing
import Vocabulary

/// Phones that keep their way through an address translator open by STUN on the SIP port.
@Suite(.serialized, .timeLimit(.minutes(1))) struct KeepAliveTests {
    private static let transaction: [UInt8] = Array(1...12)
    private static let ping = STUNBinding.request(transaction: transaction)

    @Test func aPhoneHearsWhereItsKeepAliveCameFromAndSIPGoesOnBesideIt() async throws {
        let gateway = try TestGateway(), peer = try RawPeer(), address = gateway.address
        let isServed = try await onThread { () -> Bool in
            peer.send(Self.ping, to: address)
            peer.send(peer.options(), to: address)
            peer.send(Self.ping, to: address)
            return peer.receives(within: 5) { peer.datagrams.count { STUNMessage.isIt($0) } == 2 && peer.texts.contains { $0.hasPrefix("SIP/2.0 200") } }
        }
        #expect(isServed)
        let answer = try STUNMessage(#require(peer.datagrams.first))
        #expect(answer.kind == .success && answer.transaction == Self.transaction && answer.mappedAddress == peer.address)
        try await gateway.end()
    }

    @Test func aFloodOfThemIsDroppedUnread() async throws {
        let trunk = Trunk(name: "carrier", peers: [try #require(AddressBlock("192.0.2.0/24"))])
        let gateway = try TestGateway { settings in
            settings.trunks = [trunk]
            settings.flood.messages = TokenBucket.Rate(perSecond: 1, burst: 5)
        }
        let peer = try RawPeer(), address = gateway.address
        _ = try await onThread {
            for _ in 0..<100 { peer.send(Self.ping, to: address) }
            return peer.receives(within: 1) { false }
        }
        #expect((5...10).contains(peer.datagrams.count))
        try await gateway.end()
    }
}
