import Foundation

/// Cuts a text into the most probable word pieces (Kudo 2018, unigram language model; Viterbi over characters).
struct WordPieces {
    /// Number and log-probability of each piece. `▁` stands for a space.
    private let known: [String: (number: Int, score: Float)]
    private let longest: Int
    private let unknownScore: Float

    static let unknown = 0, begin = 1, end = 2

    init(_ pieces: [(text: String, score: Float)], unknownScore: Float) {
        known = Dictionary(pieces.enumerated().map { ($1.text, ($0, $1.score)) }, uniquingKeysWith: { first, _ in first })
        longest = pieces.map(\.text.unicodeScalars.count).max() ?? 1
        self.unknownScore = unknownScore
    }

    /// Numbers of the pieces between those for begin and end.
    func numbers(of text: String) -> [Int] { [Self.begin] + cut(Self.normalised(text)) + [Self.end] }

    /// Compatibility forms made plain, runs of white space made one `▁`, and one in front.
    private static func normalised(_ text: String) -> [Unicode.Scalar] {
        let words = text.precomposedStringWithCompatibilityMapping.split(whereSeparator: \.isWhitespace)
        return words.flatMap { ["\u{2581}"] + Array($0.unicodeScalars) }
    }

    private func cut(_ scalars: [Unicode.Scalar]) -> [Int] {
        guard !scalars.isEmpty else { return [Self.unknown] }
        var best = [Float](repeating: -.greatestFiniteMagnitude, count: scalars.count + 1)
        var from = [Int](repeating: 0, count: scalars.count + 1)
        var piece = [Int](repeating: Self.unknown, count: scalars.count + 1)
        best[0] = 0
        for start in scalars.indices {
            var view = String.UnicodeScalarView()
            for end in start + 1...min(start + longest, scalars.count) {
                view.append(scalars[end - 1])
                let found = known[String(view)]
                guard found != nil || end == start + 1 else { continue }
                let score = best[start] + (found?.score ?? unknownScore)
                if score > best[end] { (best[end], from[end], piece[end]) = (score, start, found?.number ?? Self.unknown) }
            }
        }
        return Self.walkBack(from, piece)
    }

    private static func walkBack(_ from: [Int], _ piece: [Int]) -> [Int] {
        var numbers: [Int] = []
        var place = from.count - 1
        while place > 0 {
            numbers.append(piece[place])
            place = from[place]
        }
        return numbers.reversed()
    }
}
