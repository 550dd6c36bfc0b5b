import SpeechIntentCore
import Synchronization

/// Speaks a text one piece after another, each when it is asked for: a listener that leaves costs nothing more, and one
/// that asks ahead of what it plays hears no gap.
func spokenPieces(of text: String, speak: @escaping @Sendable (String) async throws -> SpokenPiece) -> AsyncThrowingStream<SpokenPiece, any Error> {
    let pieces = SpeechPieces.cut(text)
    let next = Mutex(0)
    return AsyncThrowingStream {
        let index = next.withLock { position in
            defer { position += 1 }
            return position
        }
        return pieces.indices.contains(index) && !Task.isCancelled ? try await speak(pieces[index]) : nil
    }
}

/// The silence after a piece, by the mark that ends it.
enum SpeechPause {
    static func samples(after piece: String) -> [Int16] {
        [Int16](repeating: 0, count: milliseconds(after: piece) * 8)
    }

    private static func milliseconds(after piece: String) -> Int {
        switch piece.last(where: { !$0.isWhitespace || $0 == "\n" }) {
        case "，", ",", "、", "：", ":": 140
        case "。", "！", "？", ".", "!", "?", "\n", "；", ";", "…": 320
        default: 60
        }
    }
}
