/// One thing said: a generation, and how much of it was played.
public struct OutgoingSpeech: Codable, Equatable, Sendable {
    public struct Piece: Codable, Equatable, Sendable {
        public var text: String
        /// Frames of 20 ms.
        public var frames: Int
    }
    public var generation: UInt32
    public var text: String
    public private(set) var pieces: [Piece] = []
    /// Frames of 20 ms.
    public var played = 0

    public init(generation: UInt32, text: String) {
        self.generation = generation
        self.text = text
    }

    public mutating func pieceMade(_ text: String, frames: Int) { pieces.append(Piece(text: text, frames: frames)) }

    /// Frames of 20 ms that were made.
    public var made: Int { pieces.reduce(0) { $0 + $1.frames } }

    /// What no voice has made a sound of yet.
    public var unmade: Substring { text.dropFirst(pieces.reduce(0) { $0 + $1.text.count }) }

    /// Other words are put in where the voice stands still.
    public mutating func bridged(by words: String, frames: Int) {
        text = text.prefix(text.count - unmade.count) + words + unmade
        pieceMade(words, frames: frames)
    }

    /// The words that were played: whole pieces, and of the one that was cut the share that was heard.
    public var playedText: String {
        var left = played, words = ""
        for piece in pieces where left > 0 {
            words += left >= piece.frames ? piece.text : Self.share(left, of: piece)
            left -= piece.frames
        }
        return words
    }

    /// What is left to say, from the beginning of the sentence that was cut.
    public var rest: String {
        let heard = text.prefix(playedText.count)
        let sentence = heard.lastIndex { "。！？；".contains($0) }.map(text.index(after:)) ?? text.startIndex
        return String(text[sentence...])
    }

    private static func share(_ frames: Int, of piece: Piece) -> String {
        piece.frames <= 0 ? "" : String(piece.text.prefix(piece.text.count * frames / piece.frames))
    }
}
