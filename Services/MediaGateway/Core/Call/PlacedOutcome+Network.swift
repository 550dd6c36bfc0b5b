import Contracts

extension PlacedOutcome {
    /// What a network's refusal of our INVITE means. Its Q.850 cause says more than the status that a gateway has made of it
    /// (RFC 3398 §7.2.4.1, RFC 6432).
    public init(status: Int, cause: Int?) {
        self = cause.flatMap { Self.byCause[$0] } ?? Self.byStatus[status] ?? .unreachable
    }

    /// ITU-T Q.850 table 1.
    private static let byCause: [Int: PlacedOutcome] = [
        1: .unknownNumber, 22: .unknownNumber, 28: .unknownNumber, 17: .busy, 18: .noAnswer, 19: .noAnswer, 20: .noAnswer, 21: .refused,
        3: .unreachable, 27: .unreachable, 34: .unreachable, 38: .unreachable, 41: .unreachable, 42: .unreachable,
    ]

    /// RFC 3261 §21, RFC 8197, RFC 8688.
    private static let byStatus: [Int: PlacedOutcome] = [
        404: .unknownNumber, 410: .unknownNumber, 484: .unknownNumber, 604: .unknownNumber, 486: .busy, 600: .busy, 408: .noAnswer, 480: .noAnswer,
        487: .noAnswer, 403: .refused, 603: .refused, 607: .refused, 608: .refused,
    ]
}
