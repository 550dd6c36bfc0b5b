import AgentAssistCore
import Bus
import Contracts
import Logging
import Vocabulary

extension Desk {
    /// The conversation wants a person: open the seals and ask who calls before anybody asks for the screen.
    func prepare(_ call: CallID) {
        findCustomer(of: call)
        findPack(of: call)
        Task { await openTexts(of: call) }
    }

    /// Waits until the projection holds a revision, reading the log when the announcements have not brought it.
    /// - Returns: false when it is not there in time.
    func holds(_ call: CallID, revision: Int, until deadline: Instant) async -> Bool {
        if !table.isWhole(call) { await readLog(of: call) }
        var patience = Duration.milliseconds(20)
        while !has(call, revision) {
            guard platform.time.instant() < deadline else { return false }
            await arrival(of: call, within: patience)
            if !has(call, revision) { await readLog(of: call) }
            patience = min(patience * 2, .milliseconds(200))
        }
        return true
    }

    private func has(_ call: CallID, _ revision: Int) -> Bool { table.isWhole(call) && table[call].map { $0.revision >= revision } ?? false }

    func readLog(of call: CallID) async {
        do { try table.join(try await reader.events(of: call), of: call) } catch {
            platform.log.warning("a call's events could not be read from the log", metadata: ["call": "\(call)", "error": "\(error)"])
        }
    }

    /// Opens what the context holds and has not been opened.
    func openTexts(of call: CallID) async {
        guard let context = table[call] else { return }
        let known = opened[call] ?? Opened()
        let missing = context.sealedTexts.filter { known.texts[$0.box] == nil && !known.closed.contains($0.box) }
        guard !missing.isEmpty else { return }
        let result = await reader.open(missing)
        opened[call, default: Opened()].texts.merge(result.opened) { first, _ in first }
        opened[call, default: Opened()].closed.formUnion(result.closed)
    }

    /// Begins to ask Ticketing who calls, once.
    func findCustomer(of call: CallID) {
        guard opened[call]?.lookUp == nil, let context = table[call], let tenant = context.tenant, let text = context.callerText else { return }
        opened[call, default: Opened()].lookUp = Task {
            guard let number = await reader.open([text]).opened[text.box] else { return }
            async let past = pastCalls(of: number, tenant: tenant, but: call)
            let card = await reader.customer(number: number, tenant: tenant, call: call), history = await past
            opened[call]?.customer = card
            opened[call]?.history = history
            if isShown(call) { refresh(call) }
        }
    }

    private func pastCalls(of number: Masked<String>, tenant: TenantID, but call: CallID) async -> [CallPicture.PastCall] {
        do { return try await handled.past(of: number, tenant: tenant, but: call) } catch {
            platform.log.warning("the caller's earlier calls could not be read", metadata: ["call": "\(call)", "error": "\(error)"])
            return []
        }
    }

    /// What a picture needs besides the context; who calls is waited for a little and otherwise drawn later.
    func fillIn(_ call: CallID) async {
        findCustomer(of: call)
        findPack(of: call)
        await openTexts(of: call)
        guard let lookUp = opened[call]?.lookUp else { return }
        _ = await within(.milliseconds(150)) { await lookUp.value }
    }

    func openedContext(of call: CallID) -> OpenedContext? {
        table[call].map { context in
            OpenedContext(
                context: context, texts: opened[call]?.texts ?? [:], customer: opened[call]?.customer, history: opened[call]?.history ?? [], advice: opened[call]?.advice,
                pack: guideIndex(of: context), today: today)
        }
    }

    // MARK: Live

    /// Something about a shown call is new: open it and draw it; what comes meanwhile is drawn together after.
    func refresh(_ call: CallID) {
        guard refreshing.insert(call).inserted else { return _ = refreshAgain.insert(call) }
        Task {
            repeat {
                refreshAgain.remove(call)
                if !table.isWhole(call) { await readLog(of: call) }
                await openTexts(of: call)
                await draw(call)
                askAdvice(on: call)
            } while refreshAgain.contains(call)
            refreshing.remove(call)
        }
    }

    /// What was just said is drawn at once; what it means follows when speech-intent answers, and without it the words alone decide.
    private func askAdvice(on call: CallID) {
        guard let context = openedContext(of: call), let pack = context.context.packName, let question = context.adviceQuestion, opened[call]?.askedAbout != question.line else { return }
        opened[call]?.askedAbout = question.line
        Task {
            do {
                let answer = try await platform.bus.ask(Advise(pack: pack, text: question.text), of: nil)
                guard opened[call]?.askedAbout == question.line else { return }
                keep(Advice(line: question.line, at: question.at, answer), of: call)
            } catch {
                platform.log.notice("speech-intent gave no advice on what was said; words decide", metadata: ["call": "\(call)", "error": "\(error)"])
            }
        }
    }

    /// A turn that says nothing of the matter (a thank-you) leaves what it was.
    private func keep(_ advice: Advice, of call: CallID) {
        var advice = advice
        if advice.intent == nil, let before = opened[call]?.advice { (advice.intent, advice.at) = (before.intent, before.at) }
        opened[call]?.advice = advice
        refresh(call)
    }

    private func draw(_ call: CallID) async {
        guard let context = openedContext(of: call) else { return }
        for (agent, page) in pages where page.calls.contains(call) {
            let picture = context.picture(for: agent)
            await page.driver.step { page, now in page.contextChanged(picture, at: now) }
            guard picture.head.state == .ended else { continue }
            await ended(call)
            keepScore(of: call, agent: agent, picture.head)
        }
    }

    private func ended(_ call: CallID) async {
        do { try await shown.ended(call) } catch {
            platform.log.warning(
                "an ended call could not be taken off the desk's table; it is looked at again when its agent's page connects",
                metadata: ["call": "\(call)", "error": "\(error)"])
        }
    }
}
