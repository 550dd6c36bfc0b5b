import Audio
import Contracts

/// The mixing of one call in which more than its two parties talk, or one of these is on hold or muted.
///
/// Made when it is first needed; nothing is allocated per frame.
struct Conference: Sendable {
    /// Chairs of the mix: the caller, the assistant, two that only listen, and one for each other place.
    enum Chair {
        static let caller = 0
        static let assistant = 1
        /// What speech and the recording hear of everybody but the caller.
        static let speech = 2
        static let recording = 3
        static func leg(_ place: LegPlace) -> Int { 3 + place.number }
    }

    var mix = ConferenceMix(parties: Chair.leg(LegPlace(LegPlace.most)))

    /// Seats everybody anew.
    mutating func seat(_ legs: [(place: LegPlace, role: LegRole, isMuted: Bool)], isCallerHeld: Bool) {
        mix = ConferenceMix(parties: mix.parties)
        let audience = Audience(isCallerHeld: isCallerHeld)
        var members: [(chair: Int, member: Audience.Member)] = [(Chair.caller, .caller), (Chair.assistant, .assistant)]
        members += legs.map { (Chair.leg($0.place), .leg($0.role, isMuted: $0.isMuted)) }
        for listener in members {
            for speaker in members { mix.set(listener.chair, hears: speaker.chair, audience.hears(listener.member, speaker.member)) }
        }
        // What the caller could hear, were it not for the hold.
        let open = Audience(isCallerHeld: false)
        for speaker in members where speaker.chair != Chair.caller {
            let isHeard = open.hears(.caller, speaker.member)
            mix.set(Chair.recording, hears: speaker.chair, isHeard)
            mix.set(Chair.speech, hears: speaker.chair, isHeard && speaker.chair != Chair.assistant)
        }
        for chair in [Chair.speech, Chair.recording] { mix.set(chair, hears: Chair.caller, false) }
    }
}
