/// What one check found.
struct Finding: Encodable {
    enum State: String, Encodable {
        case good
        /// Nothing that stops the suite, but worth knowing.
        case note
        case missing
    }

    var check: String
    var state: State
    var detail: String
    /// The command that mends it.
    var mend: String?

    static func good(_ check: String, _ detail: String) -> Finding { Finding(check: check, state: .good, detail: detail) }
    static func note(_ check: String, _ detail: String, mend: String? = nil) -> Finding { Finding(check: check, state: .note, detail: detail, mend: mend) }
    static func missing(_ check: String, _ detail: String, mend: String) -> Finding { Finding(check: check, state: .missing, detail: detail, mend: mend) }

    var text: String {
        let sign =
            switch state {
            case .good: "ok     "
            case .note: "note   "
            case .missing: "MISSING"
            }
        return "\(sign)  \(check): \(detail)" + (mend.map { "\n           mend: \($0)" } ?? "")
    }
}
