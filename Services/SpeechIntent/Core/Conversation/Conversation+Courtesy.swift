/// Words that want nothing but an answer: a hello, and who is speaking.
extension Conversation {
    mutating func answerCourtesy(_ utterance: HeardUtterance) -> Bool {
        let words = utterance.text.filter { $0.isLetter }
        if Self.whoWords.contains(where: words.contains), words.count <= 12 { return introduceItself() }
        guard state.task == nil, state.question == .open, Self.isHello(words), state.misunderstandings == 0, !state.repairs.contains(Prompt.hello) else { return false }
        decided(.ask, "a greeting without a request")
        state.repairs.append(Prompt.hello)
        say(Prompt.hello)
        return true
    }

    /// Never passes for a person.
    private mutating func introduceItself() -> Bool {
        decided(.answer, "asked who speaks: an assistant, and how to reach a person")
        let profile = pack.profile
        say("我是\(profile.title)热线的智能助手\(profile.assistantName)，不是真人。您直接说要办的事就行，要找人工请说转人工。")
        if state.task != nil { say(lastSaid) }
        return true
    }

    private static let whoWords = ["你是谁", "你是哪位", "你叫什么", "是机器人", "是人还是", "是真人", "是不是人", "你是人吗", "你是不是骗子", "你们是不是骗子", "是诈骗"]

    private static func isHello(_ words: String) -> Bool {
        var rest = words[...]
        while let hello = ["喂", "你好", "您好", "哎", "嗯", "在吗", "有人吗", "哈喽", "啊"].first(where: rest.hasPrefix) { rest.removeFirst(hello.count) }
        return rest.isEmpty && !words.isEmpty
    }
}
