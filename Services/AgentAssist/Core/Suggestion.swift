import Contracts
import Vocabulary

/// A sentence that the agent may say next, and where it comes from.
public struct Suggestion: Codable, Sendable, Hashable {
    public enum Source: String, Codable, Sendable, Hashable {
        /// The assistant's own, made when it decided to hand over.
        case assistant
        /// What the reason of the hand-over calls for.
        case reason
        /// What the records say.
        case records
    }
    public var text: Masked<String>
    public var source: Source

    /// Best first, at most four: what the assistant proposed, then what calms or mends, then what the records answer.
    static func ranked(for opened: OpenedContext) -> [Suggestion] {
        var ranked: [Suggestion] = []
        if let wish = opened.context.wish, let words = opened.texts[wish.suggestion] {
            ranked.append(Suggestion(text: Masked(ScreenMask.text(words.revealed)), source: .assistant))
        }
        if let reason = opened.context.reason { ranked.append(Suggestion(text: Masked(mending(reason)), source: .reason)) }
        ranked += opened.tickets.filter { $0.state == .open || $0.state == .dispatched }.prefix(2).map(about)
        return ranked
    }

    private static func about(_ ticket: CallPicture.Ticket) -> Suggestion {
        let title = ticket.title.revealed.isEmpty ? "" : "“\(ticket.title.revealed)”"
        let progress = ticket.state == .dispatched ? "已经派给师傅了，我来帮您催一下。" : "已经登记，我现在帮您跟进。"
        return Suggestion(text: Masked("您的工单\(title)\(progress)"), source: .records)
    }

    private static func mending(_ reason: HandOverReason) -> String {
        switch reason {
        case .asked: "您好，前面说的我都看到了，您不用再重复，我接着帮您办。"
        case .anger: "实在抱歉让您着急了，情况我都看到了，这件事由我负责到底。"
        case .complexity: "您的情况我看完了，有几点需要一起确认，我一步一步帮您办。"
        case .misunderstanding: "抱歉刚才没有听明白，我把要点跟您核对一下，马上处理。"
        case .noKnowledge: "这个问题我来为您核实，请稍等，我查到后马上告诉您。"
        case .emergency: "请先保证安全，远离危险的地方，我现在就联系值班人员。"
        case .actionFailed: "刚才系统没有办成，我来为您人工办理，不会再让您重新打来。"
        case .policy: "这件事按规定由专人办理，我已经看到前面的内容，现在为您处理。"
        }
    }
}
