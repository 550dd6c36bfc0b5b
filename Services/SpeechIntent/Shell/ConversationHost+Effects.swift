import Bus
import Contracts
import Logging
import Runtime
import SpeechIntentCore
import Vocabulary

/// What a call wants, done.
extension ConversationHost {
    func perform(_ effects: [SpokenCall.Effect], on handle: UInt32) {
        for effect in effects {
            guard let call = calls[handle] else { return }
            perform(effect, call, handle)
        }
    }

    private func perform(_ effect: SpokenCall.Effect, _ call: LiveCall, _ handle: UInt32) {
        switch effect {
        case .recognise(let listening): recognise(listening, call, handle)
        case .recogniseElsewhere(let listening): recogniseElsewhere(listening, call, handle)
        case .compose(let order): compose(order, handle)
        case .synthesise(let generation, let text, let rate): speak(generation, text, rate, handle)
        case .synthesiseElsewhere(let generation, let text, let rate): speak(generation, text, rate, handle, voice: 1)
        case .stopSynthesis(let generation): calls[handle]?.unwanted = generation
        case .send(let frames):
            send(frames, call.header.key, on: handle)
        case .control(let control): send(.control(call.header.key, control), on: handle)
        case .findCustomer(let number): findCustomer(number, call.header, handle)
        case .act(let order): act(order, call.header, handle)
        case .handOver(let order): handOver(order, call.header, handle)
        case .record(let fact, let revision, let latency): record(fact, revision, latency, call)
        case .snapshot: call.snapshots.yield(call.machine.conversation.state)
        }
    }

    private func send(_ frames: [SpeechOutlet.Frame], _ key: StreamKey, on handle: UInt32) {
        for start in stride(from: 0, to: frames.count, by: SpeechStream.maximumFrames) {
            let part = frames[start..<min(frames.count, start + SpeechStream.maximumFrames)]
            send(.assistantSpeech(part.map { SpeechFrame(key: key, generation: $0.generation, seq: $0.seq, last: $0.isLast, alaw: $0.alaw) }), on: handle)
        }
    }

    func send(_ message: SpeechStream, on handle: UInt32) {
        guard let call = calls[handle] else { return }
        guard call.isOpen else {
            calls[handle]?.withheld.append(message)
            return
        }
        do throws(RequestFailure) { try platform.bus.send(message, to: call.header.gateway) } catch {
            platform.log.warning("the gateway cannot be reached", metadata: ["call": "\(call.header.call)", "error": "\(error.code.rawValue)"])
        }
    }

    private func record(_ fact: ConversationFact, _ revision: Int, _ latency: TurnLatency?, _ call: LiveCall) {
        if let latency { metrics.observe(latency) }
        if case .handOverAcknowledged(_, _, let duration) = fact { metrics.handOver.observe(duration.milliseconds / 1000) }
        let entry = FactWriter.Entry(fact: fact, revision: revision, latency: latency, customer: call.machine.conversation.state.customer?.id, at: platform.time.timestamp())
        if case .dropped = call.facts.yield(entry) {
            metrics.factsLost.add()
            platform.log.error("a call's facts come faster than they can be written", metadata: ["call": "\(call.header.call)"])
        }
    }

    // MARK: Engines

    private func recognise(_ listening: Listening, _ call: LiveCall, _ handle: UInt32) {
        let industry = call.industry, recognisers = recognisers
        let isTaken = start {
            let recognition = await recognisers.recognise(listening.samples)
            let words: Recognised? = if let recognition { await industry.understand(recognition, listening) } else { nil }
            await self.recognised(listening.id, words, handle)
        }
        if !isTaken { step(handle) { $0.recognised(listening.id, nil, at: $1) } }
    }

    /// Only an answer counts: the engine that was asked first may still give one.
    private func recogniseElsewhere(_ listening: Listening, _ call: LiveCall, _ handle: UInt32) {
        let industry = call.industry, recognisers = recognisers
        start {
            guard let recognition = await recognisers.recognise(listening.samples, skipping: 1) else { return }
            await self.recognised(listening.id, await industry.understand(recognition, listening), handle)
        }
    }

    private func recognised(_ id: Int, _ words: Recognised?, _ handle: UInt32) { step(handle) { $0.recognised(id, words, at: $1) } }

    /// - Parameter voice: 0 begins with the first engine, 1 with the next.
    private func speak(_ generation: UInt32, _ text: String, _ rate: Double, _ handle: UInt32, voice: Int = 0) {
        let voices = voices
        let isTaken = start {
            await voices.speak(text, rate: rate, skipping: voice) { piece in await self.spoken(piece, generation, voice, handle) }
            await self.speechEnded(generation, voice, handle)
        }
        if !isTaken { speechEnded(generation, voice, handle) }
    }

    /// - Returns: whether more is wanted.
    private func spoken(_ piece: SpokenPiece, _ generation: UInt32, _ voice: Int, _ handle: UInt32) -> Bool {
        guard let call = calls[handle], generation > call.unwanted else { return false }
        step(handle) { $0.pieceSpoken(generation, piece, by: voice, at: $1) }
        return true
    }

    private func speechEnded(_ generation: UInt32, _ voice: Int, _ handle: UInt32) { step(handle) { $0.speechEnded(generation, by: voice, at: $1) } }
}
