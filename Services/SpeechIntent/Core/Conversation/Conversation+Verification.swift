import Contracts
import Vocabulary

/// Knowing the caller before anything personal is spoken or done.
extension Conversation {
    /// The knowledge factor: the last four digits of the account.
    static let factorDigits = 4

    func isVerified(for scenario: Scenario) -> Bool { state.identity.level >= scenario.verification }

    /// Asks what is missing: the registered number when the one shown is nobody's, then the knowledge factor.
    mutating func verify() {
        if state.identity.isRefused { return refuseIdentity() }
        decided(.verify, "the scenario needs a verified caller")
        if state.customer == nil {
            state.question = .number
            say(state.identity.wrongAnswers == 0 ? Prompt.askNumber : Prompt.askNumberAgain)
        } else {
            askFactor()
        }
    }

    private mutating func askFactor() {
        guard factor != nil else { return refuseIdentity() }
        state.question = .factor
        say(Prompt.askFactor[min(state.identity.wrongAnswers, Prompt.askFactor.count - 1)])
    }

    private var factor: String? {
        guard let account = state.customer?.accounts.first?.revealed, account.count >= Self.factorDigits else { return nil }
        return String(account.suffix(Self.factorDigits))
    }

    mutating func answerNumber(_ utterance: HeardUtterance) -> Bool {
        guard let phone = utterance.understood.entities.first(where: { $0.type == .phone })?.value else { return false }
        numberGiven(phone)
        return true
    }

    mutating func numberGiven(_ number: String) {
        state.misunderstandings = 0
        state.identity.namedNumber = number
        state.question = .open
        effects.append(.findCustomer(number: number))
        quietSince = now
        isThinking = true
    }

    /// The number that the caller named is, or is not, a customer's; knowing it proves nothing yet.
    mutating func namedCustomerFound(_ customer: CustomerCard?) {
        isThinking = false
        if let customer {
            state.customer = customer
            state.identity.namedNumber = nil
            askFactor()
        } else {
            state.identity.namedNumber = nil
            say(Prompt.numberUnknown)
            countWrongAnswer { $0.verify() }
        }
    }

    mutating func answerFactor(_ utterance: HeardUtterance) -> Bool {
        let digits = SpokenForm.figures(utterance.text).filter { $0.isASCII && $0.isNumber }
        guard digits.count >= Self.factorDigits else { return false }
        factorGiven(String(digits.suffix(Self.factorDigits)))
        return true
    }

    mutating func factorGiven(_ digits: String) {
        state.misunderstandings = 0
        if digits == factor {
            state.identity.level = .factor
            state.question = .open
            fillFromRecords()
            advance()
        } else {
            say(Prompt.factorWrong)
            countWrongAnswer { $0.askFactor() }
        }
    }

    private mutating func countWrongAnswer(_ again: (inout Conversation) -> Void) {
        state.identity.wrongAnswers += 1
        if state.identity.wrongAnswers >= policy.factorTries {
            state.identity.isRefused = true
            refuseIdentity()
        } else {
            again(&self)
        }
    }

    private mutating func refuseIdentity() {
        say(Prompt.identityRefused)
        handOver(.policy, "the caller could not be verified", announced: true)
    }
}
