/// A leg's place in the sound of its call, from the moment it is opened until it is closed.
public struct LegPlace: Hashable, Sendable {
    public let number: Int
    public init(_ number: Int) { self.number = number }

    public static let caller = LegPlace(0)
    /// The first place after the caller's: in most calls the only other one.
    public static let agent = LegPlace(1)
    /// Places in a call, the caller's among them.
    public static let most = 13
}
