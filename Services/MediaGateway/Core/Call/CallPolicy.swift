import Vocabulary

/// How one call is treated; every value comes from configuration.
public struct CallPolicy: Sendable, Equatable {
    /// How long Routing may take to say what a call gets; then the gateway answers by itself.
    public var admission = Duration.milliseconds(250)
    /// How long a speech instance may take to accept a call before another is asked for.
    public var conversationStart = Duration.milliseconds(700)
    /// Speech instances tried for one call after the first, each time one is lost.
    public var reassignments = 2
    /// How often the gateway's own prompt is said when no key is pressed.
    public var promptRepeats = 3
    /// Silence between two of them.
    public var promptPause = Duration.seconds(4)
    /// How long a caller who pressed 0 waits, while no assistant is there, before being offered a call-back again.
    public var queuePatience = Duration.seconds(120)
    /// How long the duty number rings.
    public var dutyRing = Duration.seconds(30)
    /// A call never lasts longer.
    public var longestCall = Duration.seconds(3 * 3600)
    public init() {}
}
