import Vocabulary

/// The gateway asks a speech instance that has calls of its whether it lives; asked several times a second, so that a
/// stopped process is noticed within half a second. Answered without looking at any call.
public struct CheckSpeech: Request {
    public static let name = "speech.check.v1"
    public static let service = ServiceName.speechIntent
    public static let callers: Set<ServiceName> = [.mediaGateway]
    public static let deadline = Duration.milliseconds(400)

    public init() {}
    public typealias Answer = Done
}
