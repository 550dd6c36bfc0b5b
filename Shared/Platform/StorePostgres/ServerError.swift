import Store

extension StoreError {
    /// What the server said, without the values it quotes: DETAIL is left away, and data exceptions (class 22) lose
    /// what stands in quotes.
    init(server result: PostgresResult) {
        let state = result.sqlState ?? "XX000"
        var message = result.message ?? "no message"
        if ["42883", "42P01", "3F000"].contains(state), message.contains("platform") { message += ": bring the database up to date with: hotline migrate" }
        self.init(Self.code(of: state), state.hasPrefix("22") ? Self.withoutQuoted(message) : message, constraint: result.constraint)
    }

    private static func code(of state: String) -> Code {
        switch state {
        case "40001", "40P01": .contended
        case "57014", "55P03": .timedOut
        case "57P01", "57P02", "57P03", "53300": .unavailable
        case "HL001": .leaseLapsed
        case "HL003": .cursorMoved
        default: .refused(sqlState: state)
        }
    }

    private static func withoutQuoted(_ message: String) -> String {
        guard let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\"") else { return message }
        return message[...first] + "…" + message[last...]
    }
}
