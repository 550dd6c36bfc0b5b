import Contracts

/// How much sooner a caller is to be served than an ordinary one, who has 0 points.
public enum Priority {
    /// Stands before everybody, whatever the queue's rules.
    public static let emergency = 100
    public static let complaint = 2
    public static let elderly = 2
    /// A customer's grade counts as so many points at most.
    public static let highestGrade = 3

    /// - Parameters:
    ///   - asked: the conversation's own wish.
    ///   - standing: what is known of the caller; nil when nothing is.
    public static func points(asked: Int, reason: HandOverReason, standing: CallerStanding?) -> Int {
        guard reason != .emergency, asked < emergency else { return emergency }
        let known = standing.map { ($0.complains ? complaint : 0) + ($0.isElderly ? elderly : 0) + min(max($0.grade, 0), highestGrade) } ?? 0
        return min(max(asked, 0) + known, emergency - 1)
    }
}
