import Contracts
import Vocabulary

/// What an agent's words say about the rules of a pack: which required sentences are still to be said, which forbidden ones
/// were said, with the words that show it.
public struct Compliance: Codable, Sendable, Hashable {
    public enum State: String, Codable, Sendable, Hashable {
        /// A required sentence that has not been said.
        case missing
        case said
        /// A forbidden sentence that was said.
        case broken
        /// A forbidden sentence that was not.
        case kept
    }

    public struct Evidence: Codable, Sendable, Hashable {
        /// The turn.
        public var line: String
        /// The words, with what stands around them.
        public var words: Masked<String>
    }

    public struct Finding: Codable, Sendable, Hashable {
        public var rule: String
        public var prompt: String
        public var state: State
        public var evidence: Evidence?
    }

    /// One turn of the agent.
    public struct Turn: Sendable, Hashable {
        public var id: String
        public var text: String
        public init(id: String, text: String) {
            self.id = id
            self.text = text
        }
    }

    /// What must be mended first: broken, missing, said, kept.
    public var findings: [Finding]
    /// 0-100: 60 points for the required sentences in equal parts, 20 less for each forbidden one that was said. Without
    /// required sentences those 60 are given.
    public var score: Int

    /// - Parameters:
    ///   - intents: what the call was about; a rule of other matters does not apply.
    ///   - turns: the agent's, in order.
    public init(_ rules: [PackGuide.Rule], intents: Set<String>, turns: [Turn]) {
        let applying = rules.filter { $0.intents.isEmpty || !intents.isDisjoint(with: $0.intents) }
        findings = applying.map { Self.finding($0, turns) }.sorted { Self.order($0.state) < Self.order($1.state) }
        let required = findings.count { $0.state == .missing || $0.state == .said }, missing = findings.count { $0.state == .missing }
        let broken = findings.count { $0.state == .broken }
        score = max(0, 100 - 20 * broken - (required == 0 ? 0 : 60 * missing / required))
    }

    private static func order(_ state: State) -> Int {
        switch state {
        case .broken: 0
        case .missing: 1
        case .said: 2
        case .kept: 3
        }
    }

    private static func finding(_ rule: PackGuide.Rule, _ turns: [Turn]) -> Finding {
        let isForbidden = rule.kind == .mustNotSay
        // Of what must not be said the last time is shown: it has just been heard.
        let order = isForbidden ? Array(turns.reversed()) : turns
        let evidence = order.lazy.compactMap { Self.evidence(of: rule.words, in: $0, exceptDenied: isForbidden) }.first
        let state: State = isForbidden ? (evidence == nil ? .kept : .broken) : (evidence == nil ? .missing : .said)
        return Finding(rule: rule.id, prompt: rule.prompt, state: state, evidence: evidence)
    }

    /// So many characters before and after are quoted.
    private static let around = 8
    /// 我不能跟您说百分之百: what is denied is no promise.
    private static let denials = ["不", "没法", "没办法", "无法", "别", "没有", "难以"]

    private static func evidence(of words: [String], in turn: Turn, exceptDenied: Bool) -> Evidence? {
        for word in words where !word.isEmpty {
            for range in turn.text.ranges(of: word) where !exceptDenied || !isDenied(turn.text[..<range.lowerBound]) {
                let from = turn.text.index(range.lowerBound, offsetBy: -around, limitedBy: turn.text.startIndex) ?? turn.text.startIndex
                let to = turn.text.index(range.upperBound, offsetBy: around, limitedBy: turn.text.endIndex) ?? turn.text.endIndex
                return Evidence(line: turn.id, words: Masked(String(turn.text[from..<to])))
            }
        }
        return nil
    }

    /// A denial in the same clause, at most six characters before.
    private static func isDenied(_ before: Substring) -> Bool {
        let clause = before.split(omittingEmptySubsequences: false) { "，。！？；,.!?; ".contains($0) }.last ?? ""
        let near = String(clause).replacing("对不起", with: "").replacing("不好意思", with: "").suffix(6)
        return denials.contains { near.contains($0) }
    }
}
