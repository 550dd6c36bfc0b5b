import Contracts
import MediaGatewayCore
import Testing

/// Who hears whom, as a table: a row for each who listens, a column for each who speaks.
@Suite struct AudienceTests {
    static let members: [(String, Audience.Member)] = [
        ("caller", .caller), ("assistant", .assistant), ("agent", .leg(.agent, isMuted: false)), ("consulted", .leg(.consulted, isMuted: false)),
        ("joined", .leg(.joined, isMuted: false)), ("whispering", .leg(.whispering, isMuted: false)), ("listening", .leg(.listening, isMuted: false)),
        ("muted", .leg(.joined, isMuted: true)),
    ]

    private func heard(by listener: Audience.Member, isHeld: Bool) -> [String] {
        Self.members.filter { $0.1 != listener && Audience(isCallerHeld: isHeld).hears(listener, $0.1) }.map(\.0)
    }

    @Test(
        arguments: [
            ("caller", ["assistant", "agent", "consulted", "joined"]),
            ("agent", ["caller", "assistant", "consulted", "joined", "whispering"]),
            ("consulted", ["caller", "assistant", "agent", "joined"]),
            ("joined", ["caller", "assistant", "agent", "consulted"]),
            ("whispering", ["caller", "assistant", "agent", "consulted", "joined"]),
            ("listening", ["caller", "assistant", "agent", "consulted", "joined"]),
            ("muted", ["caller", "assistant", "agent", "consulted", "joined"]),
        ])
    func whoIsHeard(by name: String, _ expected: [String]) throws {
        let listener = try #require(Self.members.first { $0.0 == name }).1
        #expect(heard(by: listener, isHeld: false) == expected)
        // On hold the caller is out of it, and the rest stays.
        #expect(heard(by: listener, isHeld: true) == (name == "caller" ? [] : expected.filter { $0 != "caller" }))
    }
}
