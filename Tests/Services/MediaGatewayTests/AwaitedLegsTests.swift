import MediaGatewayCore
import Testing

/// A leg that moves between media threads and is answered in the same instant.
@Suite("Awaited legs")
struct AwaitedLegsTests {
    private var legs = AwaitedLegs<String, String>()

    @Test("what is ordered while a leg is on its way follows it, in order")
    mutating func follows() {
        legs.expect(for: "customer")
        let waits1 = legs.keep("agreed", for: "customer")
        #expect(waits1)
        let waits2 = legs.keep("bridge", for: "customer")
        #expect(waits2)
        let orders3 = legs.came(for: "customer")
        #expect(orders3 == ["agreed", "bridge"])
        let waits4 = legs.keep("mute", for: "customer")
        #expect(!waits4)
    }

    @Test("other calls do not wait")
    mutating func others() {
        legs.expect(for: "customer")
        let waits5 = legs.keep("agreed", for: "another")
        #expect(!waits5)
        let orders6 = legs.came(for: "another")
        #expect(orders6.isEmpty)
    }

    @Test("with two legs on their way the orders wait for both")
    mutating func both() {
        legs.expect(for: "customer")
        let waits7 = legs.keep("agreed", for: "customer")
        #expect(waits7)
        legs.expect(for: "customer")
        let orders8 = legs.came(for: "customer")
        #expect(orders8.isEmpty)
        let waits9 = legs.keep("close", for: "customer")
        #expect(waits9)
        let orders10 = legs.came(for: "customer")
        #expect(orders10 == ["agreed", "close"])
    }
}
