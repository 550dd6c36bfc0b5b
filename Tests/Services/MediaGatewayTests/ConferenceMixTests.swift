import MediaGatewayCore
import Testing
import TestKit

/// Who hears what when more than two talk.
@Suite struct ConferenceMixTests {
    private static func say(_ values: [Int16?], in mix: inout ConferenceMix) {
        mix.begin()
        for (party, value) in values.enumerated() {
            guard let value else { continue }
            [Int16](repeating: value, count: ConferenceMix.frame).withUnsafeBufferPointer { mix.said(party, $0) }
        }
    }

    private static func heard(_ mix: ConferenceMix) -> [Int16] {
        (0..<mix.parties).map { party in
            var output = [Int16](repeating: 7, count: ConferenceMix.frame)
            output.withUnsafeMutableBufferPointer { mix.mix(for: party, into: $0) }
            return Set(output).count == 1 ? output[0] : .min
        }
    }

    @Test func everybodyHearsTheOthersAndNeverThemselves() {
        var mix = ConferenceMix(parties: 3)
        Self.say([1, 20, 300], in: &mix)
        #expect(Self.heard(mix) == [320, 301, 21])
    }

    @Test func whoIsSilentAddsNothingAndWhatWasSaidBeforeIsGone() {
        var mix = ConferenceMix(parties: 3)
        Self.say([1, 20, 300], in: &mix)
        Self.say([nil, 20, nil], in: &mix)
        #expect(Self.heard(mix) == [20, 0, 20])
    }

    @Test func aSupervisorListensUnheardThenSpeaksToTheAgentAloneThenToBoth() {
        var mix = ConferenceMix(parties: 3)
        let (caller, agent, supervisor) = (0, 1, 2)
        mix.set(caller, hears: supervisor, false)
        mix.set(agent, hears: supervisor, false)
        Self.say([1, 20, 300], in: &mix)
        #expect(Self.heard(mix) == [20, 1, 21])
        mix.set(agent, hears: supervisor, true)
        #expect(Self.heard(mix) == [20, 301, 21])
        mix.set(caller, hears: supervisor, true)
        #expect(Self.heard(mix) == [320, 301, 21])
    }

    @Test func loudPeopleSaturate() {
        var mix = ConferenceMix(parties: 4)
        Self.say([30_000, 30_000, 30_000, -30_000], in: &mix)
        #expect(Self.heard(mix) == [2767, 2767, 2767, 32_767])
    }

    @Test(arguments: UInt64(1)...20) func theMixIsTheSumOfTheOthers(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let count = Int.random(in: 2...ConferenceMix.most, using: &random)
        let said = (0..<count).map { _ in Int16.random(in: -1000...1000, using: &random) }
        var mix = ConferenceMix(parties: count)
        Self.say(said, in: &mix)
        let sum = said.reduce(0, +)
        #expect(Self.heard(mix) == said.map { sum - $0 }, "seed \(seed)")
    }

    @Test func strangersAreNoParties() {
        var mix = ConferenceMix(parties: 40)
        #expect(mix.parties == ConferenceMix.most)
        mix.set(0, hears: 99, true)
        mix.set(3, hears: 3, true)
        Self.say(Array(repeating: 5, count: 20), in: &mix)
        #expect(Self.heard(mix) == Array(repeating: 75, count: 16))
    }
}
