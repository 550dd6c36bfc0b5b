import Logging
import SpeechIntentCore
import Vocabulary

/// Answers that a language model words.
extension ConversationHost {
    /// Streams the sentences into the conversation, which says them, refuses them, or does not want them any more.
    func compose(_ order: ComposeOrder, _ handle: UInt32) {
        guard let model = parts.engines.model else { return converse(handle) { $0.compositionEnded(order.key, at: $1) } }
        let deadline = parts.engines.deadlines.composition, log = platform.log
        let isTaken = start {
            var text = ""
            do {
                for try await piece in model.answer(order.prompt, deadline: deadline) {
                    text += piece
                    guard text.count < 2000 else { break }
                    for sentence in FactGuard.sentences(&text) { await self.composed(sentence, order.key, handle) }
                }
                if text.contains(where: \.isLetter) { await self.composed(text, order.key, handle) }
            } catch {
                log.warning("a language model gave no answer; the article is spoken", metadata: ["model": "\(model.name)", "error": "\(error)"])
            }
            await self.compositionEnded(order.key, handle)
        }
        if !isTaken { converse(handle) { $0.compositionEnded(order.key, at: $1) } }
    }

    private func composed(_ sentence: String, _ key: String, _ handle: UInt32) { converse(handle) { $0.composed(key, sentence, at: $1) } }
    private func compositionEnded(_ key: String, _ handle: UInt32) { converse(handle) { $0.compositionEnded(key, at: $1) } }
}
