/// What flows between one gateway and one speech instance, never stored. Calls are named by the handle that
/// `StartConversation` answered; frames of an older epoch are dropped by the receiver.
///
/// One message carries the frames of all calls for one destination and one 20 ms tick.
public enum SpeechStream: Hashable, Sendable {
    /// Gateway → speech. Late or lost frames are simply missing: the receiver conceals by sequence number.
    case callerAudio([AudioFrame])
    /// Speech → gateway: ordered, within the credit given, nothing of it is dropped.
    case assistantSpeech([SpeechFrame])
    /// Either way, about one call.
    case control(StreamKey, StreamControl)
}

public struct StreamKey: Hashable, Sendable {
    public var handle: UInt32
    public var epoch: UInt32
    public init(handle: UInt32, epoch: UInt32) {
        self.handle = handle
        self.epoch = epoch
    }
}

/// 20 ms of one party's sound: 160 octets of G.711 A-law at 8 kHz.
public struct AudioFrame: Hashable, Sendable {
    public enum Party: UInt8, Sendable { case caller, agent }
    public var key: StreamKey
    public var party: Party
    /// Counts frames of this party from 0.
    public var seq: UInt32
    public var alaw: [UInt8]
    public init(key: StreamKey, party: Party, seq: UInt32, alaw: [UInt8]) {
        self.key = key
        self.party = party
        self.seq = seq
        self.alaw = alaw
    }
}

/// 20 ms of the assistant's speech: 160 octets of G.711 A-law at 8 kHz.
public struct SpeechFrame: Hashable, Sendable {
    public var key: StreamKey
    /// One thing said; the next thing has the next number.
    public var generation: UInt32
    /// Counts frames of this generation from 0.
    public var seq: UInt32
    /// The last frame of its generation.
    public var last: Bool
    public var alaw: [UInt8]
    public init(key: StreamKey, generation: UInt32, seq: UInt32, last: Bool, alaw: [UInt8]) {
        self.key = key
        self.generation = generation
        self.seq = seq
        self.last = last
        self.alaw = alaw
    }
}

public enum StreamControl: Hashable, Sendable {
    // Gateway → speech
    /// Frames of `generation` with `seq < upTo` may be sent. Every call begins with 250 frames (5 s) for any generation.
    case credit(generation: UInt32, upTo: UInt32)
    /// So many frames of the generation have left for the caller; `finished` when the last has, or the rest was flushed.
    case played(generation: UInt32, frames: UInt32, finished: Bool)
    /// The caller's voice began and the assistant was paused on the wire after so many frames. `generation` is 0 when
    /// nothing was being said.
    case voiceOnset(generation: UInt32, frames: UInt32)
    /// A key was pressed: `0`-`9`, `*`, `#`, `A`-`D`.
    case digit(UInt8)
    /// The agent's leg is bridged: from now on both parties' sound comes, and nothing more is said.
    case bridged

    // Speech → gateway
    /// It was a backchannel: go on where it stopped.
    case resume(generation: UInt32)
    /// It was an interruption: throw away what is left up to and including this generation.
    case flush(generation: UInt32)
    /// The conversation is over: hang up when what has been said up to this generation has been played.
    case hangUp(generation: UInt32)
    /// Connect the call to the pack's duty number after what has been said has been played.
    case connectDuty(generation: UInt32, number: [UInt8])
    /// What is sensitive is about to be said or keyed (a card, a password), or has been: the recording is silent meanwhile.
    case recordingPaused(Bool)
}
