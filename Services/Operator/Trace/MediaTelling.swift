import Contracts
import Vocabulary

extension CallStarted: Telling {
    func told(_ words: Words) -> Told {
        Told("gateway", "call to \(dialled) from \(caller.map { words($0) } ?? "a withheld number"): \(treatment), \(codec), on \(gateway)")
    }
}

extension CallPlaced: Telling {
    func told(_ words: Words) -> Told {
        Told("gateway", "placed by \(agent): \(outcome.rawValue)\(rang.map { ", after \(spoken(milliseconds: $0)) of ringing" } ?? "")\(reason.map { " (\($0))" } ?? "")")
    }
}

extension CallAnswered: Telling {
    func told(_ words: Words) -> Told { Told("gateway", "answered \(spoken(microseconds: setUp)) after the INVITE") }
}

extension CallEnded: Telling {
    func told(_ words: Words) -> Told {
        Told("gateway", "ended: \(cause.rawValue), after \(spoken(milliseconds: talked)); \(received) packets from the caller, \(lost) missing")
    }
}

extension AgentConnected: Telling {
    func told(_ words: Words) -> Told { Told("gateway", "bridged with \(agent)'s phone (fence \(fence))\(briefed.map { ", who had been briefed for \(spoken(milliseconds: $0))" } ?? "")") }
}

extension CallBackRequested: Telling {
    func told(_ words: Words) -> Told { Told("caller", "asked on the keypad to be rung back at \(words(number))") }
}
