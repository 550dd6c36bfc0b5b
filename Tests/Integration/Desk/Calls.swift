import Contracts
import Foundation
import TestKit
import Vocabulary

extension DeskWorld {
    /// An angry caller whose repair is late, up to the decision to hand over.
    /// - Parameter deciding: called right before the decision is said.
    /// - Returns: the revision that the screen must show.
    @discardableResult
    func angryCall(_ call: CallID, deciding: () -> Void = {}) async throws -> Int {
        customer.withLock { $0 = Self.card }
        try await say(CallAdmitted(call: call, gateway: "media-gateway-a", speech: "speech-intent-a", epoch: 1, pack: "heating", queue: "heating"), by: .routing)
        try await say(
            CallStarted(
                call: call, leg: "l1", gateway: "media-gateway-a", dialled: "4001001", caller: try await seal("13800001234", CallStarted.type, call.value, call: call),
                codec: "PCMA/8000", treatment: "assistant"), by: .mediaGateway)
        try await say(ConversationStarted(call: call, epoch: 1, pack: "heating", packVersion: "1", customer: "c1", revision: 1), by: .speechIntent)
        let turns: [(String, Int?)] = [
            ("您好，我是供热服务的智能助手，本次通话会录音。请问有什么可以帮您？", nil), ("我家暖气三天不热了，报过修了", 32),
            ("查到您十一月二十号登记的报修，现在已经派单。我帮您催办，好吗？", nil), ("催有什么用，前两次也说催，一个人都没来", 64),
            ("非常抱歉。我已经为您加急催办。", nil), ("我不听，家里还有老人和孩子，你们到底管不管！马上给我找个人", 88),
        ]
        for (index, turn) in turns.enumerated() { try await speak(call, turn.0, anger: turn.1, revision: index + 2) }
        try await say(
            DecisionMade(
                call: call, revision: 7, intent: "not_hot_home", confidence: 0.9, inScope: 1, alternatives: [], threshold: 0.6, action: "hand-over", passages: [], complexity: 0.3,
                reason: "anger"), by: .speechIntent)
        try await say(ActionPerformed(call: call, action: "ticket.urge", outcome: "done", ticket: "T-1120", key: "\(call)/2/urge"), by: .ticketing)
        deciding()
        try await say(
            HandOverDecided(
                call: call, revision: 8, reason: .anger,
                suggestion: try await seal("王先生您好，我是李娜。三天没暖气，家里还有老人孩子，您着急我特别理解。我现在就给师傅打电话，定下今天几点到您家。", HandOverDecided.type, call.value, call: call)), by: .speechIntent)
        return 8
    }

    /// A turn of the caller, of the agent with `anger` -1, or of the assistant without.
    func speak(_ call: CallID, _ text: String, anger: Int?, revision: Int) async throws {
        if let anger {
            try await say(
                UtteranceRecognised(
                    call: call, revision: revision, party: anger < 0 ? .agent : .caller, text: try await seal(text, UtteranceRecognised.type, call.value, call: call),
                    confidence: 0.9, anger: max(anger, 0), duration: 2000, recognition: 400), by: .speechIntent)
        } else {
            try await say(
                AssistantSpoke(
                    call: call, revision: revision, generation: revision, text: try await seal(text, AssistantSpoke.type, call.value, call: call),
                    complete: revision != 6, played: 3000, latency: nil), by: .speechIntent)
        }
    }

    static var card: CustomerCard {
        let day = Int64(86_400_000_000), now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))
        return CustomerCard(
            id: "c1", name: Masked("王建国"), address: Masked("和平路 18 号 3 单元 502"), accounts: [Masked("2024001875")],
            tickets: [
                TicketCard(
                    id: "T-1120", kind: "heating.repair", title: "暖气不热，请上门检修", state: .dispatched, openedAt: Timestamp(microseconds: now.microseconds - 2 * day),
                    dueAt: Timestamp(microseconds: now.microseconds - day / 4)),
                TicketCard(id: "T-0911", kind: "heating.billing", title: "采暖费发票补开", state: .closed, openedAt: Timestamp(microseconds: now.microseconds - 70 * day), dueAt: nil),
            ])
    }
}
