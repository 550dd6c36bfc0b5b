/// The numbers that the gateway decides by itself.
public struct DialPlan: Sendable, Equatable {
    public var echo: Set<String>
    public var play: Set<String>

    public init(echo: Set<String> = ["echo"], play: Set<String> = ["play"]) {
        self.echo = echo
        self.play = play
    }

    public func diagnostic(of dialled: String) -> Call.Diagnostic? {
        if echo.contains(dialled) { return .echo }
        return play.contains(dialled) ? .play : nil
    }
}
