/// Finds what is named in an utterance. Pure: the day is given.
struct EntityReader: Sendable {
    /// Where readers put what they find; the higher rank wins an overlap, then the longer one.
    struct Candidate {
        var type: EntityType
        var range: Range<Int>
        var value: String
        var rank: Int
    }

    static func entities(in text: Text, context: UnderstandingContext) -> [Entity] {
        let scalars = text.folded
        var found: [Candidate] = []
        found += CodeReader.candidates(in: scalars, expecting: context.expecting)
        found += DateReader(today: context.today).candidates(in: scalars)
        found += TimeReader.candidates(in: scalars)
        found += MeasureReader.candidates(in: scalars)
        found += AddressReader.candidates(in: scalars, isExpected: context.expecting == .address)
        found += NameReader.candidates(in: scalars, isExpected: context.expecting == .name)
        found += PatternReader.candidates(in: scalars)
        return self.relevant(self.disjoint(found), context).map { candidate in
            Entity(
                type: candidate.type, text: text.words(candidate.range), start: candidate.range.lowerBound,
                end: candidate.range.upperBound, value: candidate.value)
        }
    }

    /// A part of the day alone (半夜, 下午) is a time only next to its day, or when a time was asked for.
    private static func relevant(_ candidates: [Candidate], _ context: UnderstandingContext) -> [Candidate] {
        if context.expecting == .time || context.expecting == .date { return candidates }
        return candidates.enumerated().filter { index, candidate in
            guard candidate.type == .time, candidate.value.contains("-") else { return true }
            return index > 0 && candidates[index - 1].type == .date && candidates[index - 1].range.upperBound == candidate.range.lowerBound
        }.map(\.element)
    }

    private static func disjoint(_ candidates: [Candidate]) -> [Candidate] {
        var kept: [Candidate] = []
        let ordered = candidates.sorted {
            ($0.rank, $0.range.count, -$0.range.lowerBound) > ($1.rank, $1.range.count, -$1.range.lowerBound)
        }
        for candidate in ordered where !kept.contains(where: { $0.range.overlaps(candidate.range) }) {
            kept.append(candidate)
        }
        return kept.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}

/// How sure a reader is of its find.
enum EntityRank {
    /// Only the shape fits.
    static let shape = 1
    /// The shape and a unit.
    static let unit = 2
    /// A date or a place: several parts agree.
    static let phrase = 3
    /// A word said what follows.
    static let cue = 4
    /// The shape admits nothing else.
    static let certain = 5
}
