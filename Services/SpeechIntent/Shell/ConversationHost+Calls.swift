import Bus
import Contracts
import Logging
import Runtime
import SpeechIntentCore
import Vocabulary

/// Calls come and go.
extension ConversationHost {
    /// A gateway gives a call to this instance, anew or with a higher epoch.
    func began(_ request: StartConversation) async throws -> StartConversation.Answer {
        if let handle = handles[request.call], let present = calls[handle] {
            guard request.epoch >= present.header.epoch else { throw RequestFailure(.stale, "the call has epoch \(present.header.epoch)") }
            if request.epoch == present.header.epoch { return StartConversation.Answer(handle: handle) }
        }
        guard let industry = industries[request.pack] else { throw RequestFailure(.notFound, "no pack \(request.pack) is loaded here") }
        guard !isDraining, calls.count < settings.capacity else { throw RequestFailure(.overloaded, "this instance takes no more conversations") }
        let (former, isLost) = await formerState(of: request)
        // While the former state was read the same may have been asked again.
        if let handle = handles[request.call], calls[handle]?.header.epoch == request.epoch { return StartConversation.Answer(handle: handle) }
        return StartConversation.Answer(handle: try begin(request, industry, former, isLost: isLost))
    }

    /// Lost: there was one, and it cannot be read.
    private func formerState(of request: StartConversation) async -> (state: ConversationState?, isLost: Bool) {
        if let handle = handles[request.call], let present = calls[handle] { return (present.machine.conversation.state, false) }
        guard request.epoch > 1 else { return (nil, false) }
        let snapshots = parts.snapshots
        do { return (try await snapshots.load(request.call), false) } catch {
            platform.log.error("the former state of a conversation cannot be read; it begins anew", metadata: ["call": "\(request.call)", "error": "\(error)"])
            return (nil, true)
        }
    }

    private func begin(_ request: StartConversation, _ industry: Industry, _ former: ConversationState?, isLost: Bool) throws -> UInt32 {
        let activity = try [parts.engines.voiceActivity(), parts.engines.voiceActivity()]
        if let handle = handles[request.call] { forget(handle) }
        let handle = makeHandle()
        let header = CallHeader(request, packVersion: industry.version, handle: handle)
        let conversation = Conversation(pack: industry.pack, call: request.call, caller: request.caller?.revealed, today: today(), policy: policy)
        let facts = AsyncStream.makeStream(of: FactWriter.Entry.self, bufferingPolicy: .bufferingOldest(1000))
        let snapshots = AsyncStream.makeStream(of: ConversationState.self, bufferingPolicy: .bufferingNewest(1))
        startWriting(header, facts.stream, snapshots.stream, handle)
        var (machine, effects) = start(conversation, former, isReturned: request.returned ?? false, isLost: isLost)
        machine.ready = bridges
        calls[handle] = LiveCall(header, industry, machine, activity: activity, at: now, facts: facts.continuation, snapshots: snapshots.continuation)
        handles[request.call] = handle
        report()
        perform(effects, on: handle)
        return handle
    }

    private func start(_ conversation: Conversation, _ former: ConversationState?, isReturned: Bool, isLost: Bool) -> (SpokenCall, [SpokenCall.Effect]) {
        guard var former else {
            var machine = SpokenCall(conversation, policy: settings.turns)
            let effects = machine.converse(at: now) { $0.callStarted(isAnew: isLost, at: $1) }
            return (machine, effects)
        }
        if isReturned { former.personGone() }
        var (machine, effects) = SpokenCall.resumed(former, pack: conversation.pack, today: conversation.today, policy: settings.turns, conversation: policy, at: now)
        if isReturned { effects += machine.converse(at: now) { $0.handedBack(at: $1) } }
        return (machine, effects)
    }

    /// A language model is offered to the conversations only when there is one.
    var policy: ConversationPolicy {
        var policy = ConversationPolicy()
        guard let model = parts.engines.model else { return policy }
        policy.model = model.name
        policy.compositions = parts.engines.compositions
        policy.compositionPatience = parts.engines.deadlines.sentence
        return policy
    }

    private func startWriting(_ header: CallHeader, _ facts: AsyncStream<FactWriter.Entry>, _ states: AsyncStream<ConversationState>, _ handle: UInt32) {
        let writer = FactWriter(header: header, seal: parts.seal, journal: parts.journal, lost: metrics.factsLost, log: platform.log)
        start { await writer.run(facts) }
        start { await self.keep(states, header, handle) }
    }

    /// Commits the latest state; those that a slow database let pass are not needed any more. Of a call that has ended
    /// nothing is kept; one that this instance merely leaves can be resumed.
    private nonisolated func keep(_ states: AsyncStream<ConversationState>, _ header: CallHeader, _ handle: UInt32) async {
        for await state in states {
            do {
                if state.phase == .ended {
                    try await parts.snapshots.remove(header.call, epoch: header.epoch)
                    continue
                }
                guard try await parts.snapshots.save(state, of: header.call, epoch: header.epoch, tenant: header.tenant) else {
                    await overtaken(handle, header.call)
                    return
                }
            } catch {
                platform.log.warning("a conversation's state could not be committed", metadata: ["call": "\(header.call)", "error": "\(error)"])
            }
        }
    }

    private func overtaken(_ handle: UInt32, _ call: CallID) {
        platform.log.notice("another instance has taken the conversation over", metadata: ["call": "\(call)"])
        forget(handle)
    }

    /// The gateway says that the caller has gone, or that the call has gone elsewhere.
    func ended(_ request: EndConversation) {
        guard let handle = handles[request.call], let call = calls[handle], call.header.epoch <= request.epoch else { return }
        end(handle)
    }

    func end(_ handle: UInt32) {
        converse(handle) { $0.callerGone(at: $1) }
        forget(handle)
    }

    /// Takes no more part in a call.
    func forget(_ handle: UInt32) {
        guard let call = calls.removeValue(forKey: handle) else { return }
        if handles[call.header.call] == handle { handles[call.header.call] = nil }
        call.facts.finish()
        call.snapshots.finish()
        report()
    }

    // MARK: Knowledge

    func search(_ request: SearchKnowledge) throws -> SearchKnowledge.Answer {
        guard let industry = industries[request.pack] else { throw RequestFailure(.notFound, "no pack \(request.pack) is loaded here") }
        return SearchKnowledge.Answer(passages: industry.passages(for: request.text.revealed, on: today(), limit: request.limit))
    }

    func describe(_ request: DescribePack) throws -> PackGuide {
        guard let industry = industries[request.pack] else { throw RequestFailure(.notFound, "no pack \(request.pack) is loaded here") }
        return industry.guide
    }

    /// What a person at the desk hears just now is about.
    func advise(_ request: Advise) async throws -> Advise.Answer {
        guard let industry = industries[request.pack] else { throw RequestFailure(.notFound, "no pack \(request.pack) is loaded here") }
        guard request.text.revealed.count <= 500 else { throw RequestFailure(.invalid, "text must be 500 characters at most") }
        return await industry.advice(on: request.text.revealed, today: today())
    }

    // MARK: The end

    /// From now on nothing new is taken.
    func drain() {
        isDraining = true
        report()
    }

    var isIdle: Bool { calls.isEmpty && !texts.values.contains { $0.isBusy } }

    /// Ends what is left, and every job's stream with it.
    func close() {
        for handle in Array(calls.keys) { forget(handle) }
        for call in Array(texts.keys) { endText(call) }
        inbox.close()
    }
}
