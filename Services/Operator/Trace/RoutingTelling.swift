import Contracts
import Vocabulary

extension CallAdmitted: Telling {
    func told(_ words: Words) -> Told {
        guard let speech else { return Told("routing", "admitted without an assistant") }
        return Told("routing", "admitted: \(speech), epoch \(epoch), pack \(pack?.value ?? "none"), queue \(queue?.value ?? "none")")
    }
}

extension CallQueued: Telling {
    func told(_ words: Words) -> Told {
        let wanted = skills.isEmpty ? "" : ", skills \(skills.joined(separator: ", "))"
        return Told("routing", "waits in \(queue) at place \(position): \(reason.rawValue), priority \(priority)\(wanted)")
    }
}

extension AgentOffered: Telling {
    func told(_ words: Words) -> Told { Told("routing", "offered to \(agent) (fence \(fence)) until \(expiresAt.iso8601)") }
}

extension OfferRevoked: Telling {
    func told(_ words: Words) -> Told { Told("routing", "offer to \(agent) (fence \(fence)) revoked: \(reason)") }
}

extension CallHandedOver: Telling {
    func told(_ words: Words) -> Told { Told("routing", "\(agent) has the call after \(spoken(milliseconds: waited)) (fence \(fence))") }
}

extension HandOverFinished: Telling {
    func told(_ words: Words) -> Told { Told("routing", "\(agent) is free again; talked \(spoken(milliseconds: talked))") }
}

extension CallLost: Telling {
    func told(_ words: Words) -> Told { Told("routing", "ended the call for \(gateway): \(reason)") }
}

extension ActionPerformed: Telling {
    func told(_ words: Words) -> Told { Told("ticketing", "\(action): \(outcome)\(ticket.map { ", ticket \($0)" } ?? "")") }
}

extension TicketOpened: Telling {
    func told(_ words: Words) -> Told { Told("ticketing", "opened ticket \(ticket) (\(kind)): \(words(title))\(dueAt.map { ", due \($0.iso8601)" } ?? "")") }
}

extension TicketChanged: Telling {
    func told(_ words: Words) -> Told { Told("ticketing", "ticket \(ticket) is \(state.rawValue), by \(by)\(breached ? "; its time has run out" : "")") }
}
