/// Sums of sounds, saturating: what several people at once sound like.
public enum Mixing {
    public static func add(_ left: Int16, _ right: Int16) -> Int16 { left.addingReportingOverflow(right).overflow ? (left < 0 ? .min : .max) : left + right }

    /// Adds `other` to `sound`; the longer one's rest stays as it is.
    public static func add(_ other: [Int16], to sound: inout [Int16]) {
        for index in 0..<min(sound.count, other.count) { sound[index] = add(sound[index], other[index]) }
        if other.count > sound.count { sound += other[sound.count...] }
    }

    /// Two channels side by side, the shorter padded with silence.
    public static func interleave(_ left: [Int16], _ right: [Int16]) -> [Int16] {
        (0..<max(left.count, right.count)).flatMap { [$0 < left.count ? left[$0] : 0, $0 < right.count ? right[$0] : 0] }
    }
}
