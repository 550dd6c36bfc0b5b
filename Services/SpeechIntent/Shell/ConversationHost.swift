import Bus
import Contracts
import Logging
import Runtime
import SpeechIntentCore
import Vocabulary

/// All the conversations of this instance.
///
/// Every stimulus of every call is taken here, one after another and without waiting, so that 20 ms of all calls cost one
/// hop. What waits (an engine, a request, the database) is a job of its own that comes back with a stimulus.
actor ConversationHost {
    let platform: Platform
    let parts: SpeechParts
    let settings: SpeechSettings
    let recognisers: RecognizerChain
    let voices: VoiceChain
    let metrics: SpeechMetrics
    let inbox = Inbox()
    let jobs: AsyncStream<@Sendable () async -> Void>
    private let newJob: AsyncStream<@Sendable () async -> Void>.Continuation
    var industries: [PackName: Industry]
    var calls: [UInt32: LiveCall] = [:]
    /// Conversations in writing.
    var texts: [CallID: LiveText] = [:]
    var handles: [CallID: UInt32] = [:]
    /// `Prompt.bridges` as sound, made before the first call.
    var bridges: [SpokenPiece] = []
    private var lastHandle: UInt32 = 0
    var isDraining = false

    init(platform: Platform, parts: SpeechParts, settings: SpeechSettings) {
        self.platform = platform
        self.parts = parts
        industries = parts.industries
        self.settings = settings
        recognisers = RecognizerChain(parts.engines, time: platform.time, metrics: platform.metrics, log: platform.log)
        voices = VoiceChain(parts.engines, time: platform.time, metrics: platform.metrics, log: platform.log)
        metrics = SpeechMetrics(platform.metrics)
        (jobs, newJob) = AsyncStream.makeStream(of: (@Sendable () async -> Void).self, bufferingPolicy: .bufferingOldest(16 * settings.capacity + 64))
    }

    var now: Instant { platform.time.instant() }

    /// Starts something that waits.
    /// - Returns: false when more waits than may.
    @discardableResult
    func start(_ job: @escaping @Sendable () async -> Void) -> Bool {
        if case .dropped = newJob.yield(job) {
            platform.log.error("too much is waiting; a job was refused")
            return false
        }
        return true
    }

    func makeHandle() -> UInt32 {
        lastHandle = lastHandle == .max ? 1 : lastHandle + 1
        return calls[lastHandle] == nil ? lastHandle : makeHandle()
    }

    func report() {
        metrics.conversations.set(calls.count)
        platform.bus.report(load: calls.count, of: settings.capacity, draining: isDraining)
    }

    /// Local day in China, where there is one time zone and no summer time.
    nonisolated func today() -> CalendarDate {
        CalendarDate(dayNumber: Int((platform.time.timestamp() + .seconds(8 * 3600)).microseconds / 86_400_000_000))
    }

    // MARK: Stimuli

    /// Steps one call and does what it wants.
    func step(_ handle: UInt32, _ stimulus: (inout SpokenCall, Instant) -> [SpokenCall.Effect]) {
        guard let effects = calls[handle]?.step(stimulus, at: now) else { return }
        perform(effects, on: handle)
    }

    func lookAtInbox() {
        for item in inbox.takeAll() {
            switch item.message {
            case .callerAudio(let frames): for frame in frames { heard(frame, from: item.sender) }
            case .control(let key, let control):
                guard opened(key, by: item.sender) else { continue }
                step(key.handle) { $0.controlReceived(control, at: $1) }
            case .assistantSpeech: break
            }
        }
    }

    private func heard(_ frame: AudioFrame, from sender: InstanceID) {
        // In place: a copy would copy the utterance with every frame.
        guard opened(frame.key, by: sender), let (effects, missing) = calls[frame.key.handle]?.heard(frame, at: now) else { return }
        if missing > 0 { metrics.framesLost.add(missing) }
        perform(effects, on: frame.key.handle)
    }

    /// The gateway knows the handle: what was kept back may go. False for frames of another epoch or another gateway.
    private func opened(_ key: StreamKey, by sender: InstanceID) -> Bool {
        guard let call = calls[key.handle], call.header.key == key, call.header.gateway == sender else { return false }
        calls[key.handle]?.heardAt = now
        if !call.isOpen { open(key.handle) }
        return true
    }

    func open(_ handle: UInt32) {
        calls[handle]?.isOpen = true
        let withheld = calls[handle]?.withheld ?? []
        calls[handle]?.withheld = []
        for message in withheld { send(message, on: handle) }
    }

    /// Time has passed for every call.
    func beat() {
        let now = now
        endIdleTexts()
        for (handle, call) in calls {
            if !call.isOpen, now - call.startedAt >= settings.opening { open(handle) }
            if let deadline = call.machine.nextDeadline, deadline <= now { step(handle) { $0.tick(at: $1) } }
            if now - call.heardAt >= settings.silentStream {
                platform.log.warning("the gateway has sent nothing for long; the conversation ends", metadata: ["call": "\(call.header.call)"])
                end(handle)
            }
        }
    }
}
