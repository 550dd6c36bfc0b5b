/// The part of an article that is spoken: articles longer than a breath are cut to what was asked.
enum Passage {
    /// Characters that can be spoken at once.
    private static let breath = 120

    /// The whole body when it is short, otherwise the best sentence and those after it that fit.
    static func best(of body: String, score: (String) -> Int) -> String {
        guard body.count > self.breath else { return body }
        let sentences = self.sentences(of: body)
        let scores = sentences.map(score)
        guard let top = scores.max(), var index = scores.firstIndex(of: top) else { return body }
        var passage = sentences[index]
        index += 1
        while index < sentences.count, passage.count + sentences[index].count <= self.breath {
            passage += sentences[index]
            index += 1
        }
        return passage
    }

    private static func sentences(of body: String) -> [String] {
        var sentences: [String] = []
        var current = ""
        for character in body {
            current.append(character)
            if "。！？；\n".contains(character) {
                sentences.append(current)
                current = ""
            }
        }
        return current.isEmpty ? sentences : sentences + [current]
    }
}
