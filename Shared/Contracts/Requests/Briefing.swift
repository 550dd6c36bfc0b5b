import Foundation
import Vocabulary

/// The conversation leaves with the gateway what the assistant says when a person picks up: first to that person alone, while
/// the caller hears that the phone rings, then one sentence to both.
///
/// Sound rather than words, made while somebody is being sought: when the phone is picked up nobody waits for a voice, and it
/// is there even when the instance that made it is not. Left again, the last one counts. Refused with `stale` when a later
/// epoch has the call and with `invalid` when it is longer than `longest`.
public struct LeaveBriefing: Request {
    public static let name = "media.leave-briefing.v1"
    public static let service = ServiceName.mediaGateway
    public static let callers: Set<ServiceName> = [.speechIntent]
    public static let deadline = Duration.seconds(1)
    /// Of either sound.
    public static let longest = Duration.seconds(8)

    public var call: CallID
    public var epoch: Int
    /// G.711 A-law at 8 kHz; empty: nothing is said.
    public var toAgent: Data
    public var toBoth: Data

    public init(call: CallID, epoch: Int, toAgent: Data, toBoth: Data) {
        self.call = call
        self.epoch = epoch
        self.toAgent = toAgent
        self.toBoth = toBoth
    }
    public typealias Answer = Done
}
