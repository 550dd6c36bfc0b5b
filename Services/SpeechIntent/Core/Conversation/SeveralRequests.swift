/// Several requests in one breath: "帮我查一下热费，另外我家暖气不热".
public enum SeveralRequests {
    /// Parts are taken for requests of their own at and above this, 0-1.
    private static let sureness = 0.6
    /// More would only be forgotten.
    private static let limit = 3
    /// Nobody says more in one breath.
    private static let longest = 200
    private static let connectors = ["另外", "还有就是", "还有一个", "还有", "顺便", "再帮我", "再给我", "再查", "对了", "第二个问题", "其次", "同时", "再就是", "然后再"]

    /// The parts of an utterance that may each be a request; one part: there is nothing to divide.
    public static func parts(of utterance: String) -> [String] {
        let text = String(utterance.prefix(longest))
        var parts: [String] = [], rest = text[...], start = text.startIndex
        while let (range, isWord) = nextBreak(in: rest) {
            parts.append(String(text[start..<range.lowerBound]))
            start = isWord ? range.lowerBound : range.upperBound
            rest = text[range.upperBound...]
        }
        parts.append(String(text[start...]))
        return parts.map { $0.filter { !"，。；！？,;!? ".contains($0) } }.filter { $0.count >= 4 }
    }

    private static func nextBreak(in text: Substring) -> (Range<String.Index>, isWord: Bool)? {
        let words = connectors.compactMap { text.firstRange(of: $0) }.min { $0.lowerBound < $1.lowerBound }
        let mark = text.firstIndex { "。；！？;!?".contains($0) }.map { $0..<text.index(after: $0) }
        guard let word = words else { return mark.map { ($0, false) } }
        guard let mark, mark.lowerBound < word.lowerBound else { return (word, true) }
        return (mark, false)
    }

    /// What the whole meant, once its parts are read: the first request, and those after it.
    ///
    /// Names, anger and danger are the whole's: they may stand anywhere.
    public static func combine(_ whole: Understood, _ parts: [(text: String, understood: Understood)]) -> (first: Understood, further: [Upcoming]) {
        var found: [(text: String, understood: Understood)] = []
        for part in parts where part.understood.intent != Understood.outOfScope && part.understood.confidence >= sureness {
            if !found.contains(where: { $0.understood.intent == part.understood.intent }) { found.append(part) }
        }
        guard found.count >= 2, let first = found.first else { return (whole, []) }
        var main = whole
        main.intent = first.understood.intent
        main.confidence = first.understood.confidence
        main.inScope = max(whole.inScope, first.understood.inScope)
        main.alternatives = first.understood.alternatives
        return (main, found.dropFirst().prefix(limit).map { Upcoming(text: $0.text, understood: $0.understood) })
    }
}

/// A request that is served after the present one.
public struct Upcoming: Codable, Equatable, Sendable {
    public var text: String
    public var understood: Understood

    public init(text: String, understood: Understood) {
        self.text = text
        self.understood = understood
    }
}
