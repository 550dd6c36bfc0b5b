import Bus
import Contracts
import Logging
import Runtime
import SpeechIntentCore
import Vocabulary

/// Conversations in writing: a turn is a request, and what follows from it is done before it is answered.
extension ConversationHost {
    func wrote(_ request: TextTurn) async throws -> TextTurn.Answer {
        if texts[request.call] == nil {
            try beginText(request)
            await follow(request.call) { $0.callStarted(at: $1) }
        } else {
            guard texts[request.call]?.isBusy == false else { throw RequestFailure(.conflict, "the turn before is not answered yet") }
            texts[request.call]?.isBusy = true
        }
        if let keys = request.keys {
            await follow(request.call) { $0.keyPressed(keys, at: $1) }
        } else if let words = request.text {
            await hear(String(words.revealed.prefix(LiveText.longest)), request.call)
        }
        return try finish(request.call)
    }

    private func beginText(_ request: TextTurn) throws {
        guard let industry = industries[request.pack] else { throw RequestFailure(.notFound, "no pack \(request.pack) is loaded here") }
        guard !isDraining, calls.count + texts.count < settings.capacity else { throw RequestFailure(.overloaded, "this instance takes no more conversations") }
        let header = CallHeader(
            StartConversation(
                call: request.call, epoch: 1, tenant: request.tenant, pack: request.pack, queue: "", dialled: "", caller: request.caller, gateway: platform.instance, trace: request.trace),
            packVersion: industry.version, handle: 0)
        let facts = AsyncStream.makeStream(of: FactWriter.Entry.self, bufferingPolicy: .bufferingOldest(1000))
        let writer = FactWriter(header: header, seal: parts.seal, journal: parts.journal, lost: metrics.factsLost, log: platform.log)
        start { await writer.run(facts.stream) }
        let conversation = Conversation(pack: industry.pack, call: request.call, caller: request.caller?.revealed, today: today(), policy: policy)
        texts[request.call] = LiveText(header, industry, TextConversation(conversation), facts: facts.continuation, at: now)
    }

    private func hear(_ words: String, _ call: CallID) async {
        guard let text = texts[call] else { return }
        let (understood, further, articles) = await text.industry.read(words, context: text.talk.context)
        var utterance = HeardUtterance(text: words, understood: understood, articles: articles)
        utterance.further = further
        let heard = utterance
        await follow(call) { $0.heard(heard, at: $1) }
    }

    private func finish(_ call: CallID) throws -> TextTurn.Answer {
        guard var text = texts[call] else { throw RequestFailure(.stale, "the conversation has ended") }
        text.usedAt = now
        text.isBusy = false
        let answer = text.answer()
        texts[call] = text
        if text.isOver { endText(call) }
        return answer
    }

    /// Takes no more part in it.
    func endText(_ call: CallID) {
        guard var text = texts.removeValue(forKey: call) else { return }
        for case .record(let fact) in text.talk.step(at: now, { $0.callerGone(at: $1) }) { _ = text.record(fact, at: platform.time.timestamp()) }
        text.facts.finish()
    }

    /// Those that nobody writes in any more.
    func endIdleTexts() {
        let now = now
        for (call, text) in texts where !text.isBusy && now - text.usedAt >= LiveText.patience { endText(call) }
    }

    // MARK: What follows

    /// A stimulus, and everything that it leads to.
    private func follow(_ call: CallID, _ stimulus: (inout Conversation, Instant) -> [Conversation.Effect]) async {
        var effects = texts[call]?.talk.step(at: now, stimulus) ?? []
        // Each answer leads to a handful more at most; a pack that never came to rest would be one with a circle.
        for _ in 0..<20 where !effects.isEmpty {
            var next: [TextConversation.Effect] = []
            for effect in effects { next += await take(effect, call) }
            effects = next
        }
    }

    private func take(_ effect: TextConversation.Effect, _ call: CallID) async -> [TextConversation.Effect] {
        guard let header = texts[call]?.header else { return [] }
        switch effect {
        case .say(let words): texts[call]?.say(words)
        case .hangUp: texts[call]?.isOver = true
        case .connectDuty(let number): texts[call]?.say("请您马上拨打值班电话\(number)。")
        case .record(let fact):
            if texts[call]?.record(fact, at: platform.time.timestamp()) == false { metrics.factsLost.add() }
        case .findCustomer(let number):
            let answer = try? await platform.bus.ask(FindCustomer(tenant: header.tenant, number: Masked(number)), of: nil)
            return texts[call]?.talk.step(at: now) { $0.customerFound(answer?.customer, at: $1) } ?? []
        case .act(let order):
            let outcome = await outcome(of: order, header)
            return texts[call]?.talk.step(at: now) { $0.actionFinished(order.key, outcome, at: $1) } ?? []
        // A queue of people is for telephone calls: whoever writes is rung back.
        case .handOver:
            texts[call]?.handOver()
            return texts[call]?.talk.step(at: now) { $0.handOverFailed(at: $1) } ?? []
        // The article itself is shown: it is read faster than a model writes.
        case .compose(let order): return texts[call]?.talk.step(at: now) { $0.compositionEnded(order.key, at: $1) } ?? []
        }
        return []
    }
}
