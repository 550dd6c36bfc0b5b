/// "那第二个呢", "最后一个", "另外一个": one of those just read out.
public enum OrdinalReference: Hashable, Sendable {
    /// From 1.
    case number(Int)
    case last
    /// The one after that which was spoken of.
    case next

    /// Nil when nothing is referred to; a long sentence is about something of its own.
    public init?(in text: String) {
        let words = text.filter { !$0.isWhitespace && !"，。、！？,.!?".contains($0) }
        guard words.count <= 12 else { return nil }
        if let number = Self.number(in: words) {
            self = .number(number)
        } else if ["最后一个", "最后那个", "最后一条", "最后一项"].contains(where: words.contains) {
            self = .last
        } else if ["另外一个", "另一个", "另外那个", "下一个", "后面那个", "还有一个呢"].contains(where: words.contains) {
            self = .next
        } else {
            return nil
        }
    }

    /// The place among so many; nil when there is none.
    public func index(among count: Int, after present: Int?) -> Int? {
        let wanted: Int
        switch self {
        case .number(let number): wanted = number - 1
        case .last: wanted = count - 1
        case .next: wanted = (present ?? -1) + 1
        }
        return (0..<count).contains(wanted) ? wanted : nil
    }

    private static let counted: Set<Character> = ["个", "条", "项", "种", "点", "款"]

    private static func number(in words: String) -> Int? {
        let characters = Array(words)
        for (place, character) in characters.enumerated() where character == "第" && place + 2 < characters.count && counted.contains(characters[place + 2]) {
            return characters[place + 1].wholeNumberValue ?? SpokenForm.digit(of: characters[place + 1])
        }
        return nil
    }
}

/// One of several things that were read out.
public enum Listed: Codable, Equatable, Sendable {
    case scenario(String)
    /// Of the slot that was asked.
    case choice(String)
    case article(String)
    /// A sentence of an answer that counted: "一是…；二是…".
    case words(String)
}

extension Listed {
    /// The parts of an answer that count themselves; empty when fewer than two do.
    static func parts(of text: String) -> [Listed] {
        let marks = ["一是", "二是", "三是", "四是", "五是"], others = ["第一，", "第二，", "第三，", "第四，", "第五，"]
        for series in [marks, others, others.map { String($0.dropLast()) }] {
            let found = split(text, at: series)
            if found.count >= 2 { return found.map(Listed.words) }
        }
        return []
    }

    private static func split(_ text: String, at marks: [String]) -> [String] {
        var rest = text[...], parts: [String] = []
        for (place, mark) in marks.enumerated() {
            guard let range = rest.firstRange(of: mark) else { break }
            if place > 0 { parts.append(String(rest[..<range.lowerBound])) }
            rest = rest[range.upperBound...]
        }
        guard !parts.isEmpty else { return [] }
        let end = rest.firstIndex { "。；".contains($0) } ?? rest.endIndex
        return (parts + [String(rest[..<end])]).map { $0.trimming("，；。 ") }
    }
}

extension String {
    fileprivate func trimming(_ marks: String) -> String {
        var rest = self[...]
        while let first = rest.first, marks.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, marks.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
