import Contracts
import Vocabulary

extension DeskPage {
    // MARK: Showing

    /// Routing asked to show a call. `picture` holds at least `revision`; `askedAt` is when the request came.
    public mutating func showAsked(_ picture: CallPicture, fence: Int64, revision: Int, askedAt: Instant, at now: Instant) -> [Effect] {
        let show = Show(call: picture.call, fence: fence)
        var effects: [Effect] = []
        if let known = calls[picture.call] {
            guard known.fence <= fence else { return [.refused(show, .stale)] }
            effects += refuse(picture.call, known.fence == fence ? .askedAgain : .stale)
        }
        for (call, other) in calls.sorted(by: { $0.key < $1.key }) where call != picture.call && other.picture.head.state == .ended { effects += clear(call, .done) }
        let waiting = Waiting(revision: revision, askedAt: askedAt, deadline: askedAt + limits.acknowledgement)
        let shown = Shown(fence: fence, picture: picture, waiting: waiting)
        calls[picture.call] = shown
        return effects + tell(.show(Self.message(shown)))
    }

    /// The agent has this call already: the page was shown it by another instance, or before a restart.
    public mutating func callFound(_ picture: CallPicture, fence: Int64, at now: Instant) -> [Effect] {
        guard calls[picture.call] == nil, picture.head.state != .ended else { return [] }
        let shown = Shown(fence: fence, picture: picture)
        calls[picture.call] = shown
        return tell(.show(Self.message(shown)))
    }

    /// The agent wants to close a call that has ended and left the screen.
    public mutating func reopened(_ picture: CallPicture, at now: Instant) -> [Effect] {
        guard calls[picture.call] == nil, picture.head.state == .ended else { return [] }
        let shown = Shown(fence: 0, picture: picture, clearAt: now + limits.afterCall)
        calls[picture.call] = shown
        return tell(.show(Self.message(shown)))
    }

    /// A tab says that its DOM shows this revision. The first that shows enough wins; an older revision or another fence says nothing.
    public mutating func acknowledged(_ show: Show, revision: Int, at now: Instant) -> [Effect] {
        guard var shown = calls[show.call], shown.fence == show.fence, let waiting = shown.waiting,
            revision >= waiting.revision, revision <= shown.picture.head.revision
        else { return [] }
        shown.waiting = nil
        calls[show.call] = shown
        let latency = now - waiting.askedAt
        let word = PageMessage.Acknowledged(call: show.call, revision: revision, latency: latency.nanoseconds / 1000)
        return [.acknowledged(show, revision: revision, latency: latency)] + tell(.acknowledged(word))
    }

    /// What is known of a shown call has changed.
    public mutating func contextChanged(_ picture: CallPicture, at now: Instant) -> [Effect] {
        guard var shown = calls[picture.call], let change = CallChange(from: shown.picture, to: picture) else { return [] }
        shown.picture = picture
        if picture.head.state == .ended, shown.clearAt == nil { shown.clearAt = now + limits.afterCall }
        calls[picture.call] = shown
        return tell(.change(change))
    }

    // MARK: Clearing

    /// Routing took the offer back. A withdrawal of an older offer says nothing about the present one.
    public mutating func withdrawn(_ show: Show, at now: Instant) -> [Effect] {
        guard let shown = calls[show.call], shown.fence <= show.fence else { return [] }
        return refuse(show.call, .withdrawn) + clear(show.call, .withdrawn)
    }

    /// The agent put an ended call away.
    public mutating func dismissed(_ call: CallID, at now: Instant) -> [Effect] {
        guard calls[call]?.picture.head.state == .ended else { return [] }
        return refuse(call, .withdrawn) + clear(call, .done)
    }

    private mutating func clear(_ call: CallID, _ reason: PageMessage.Cleared.Reason) -> [Effect] {
        calls[call] = nil
        let isDone = reason == .done && !calls.values.contains { $0.picture.head.state == .ended }
        return [.cleared(call)] + tell(.clear(.init(call: call, reason: reason))) + (isDone ? endWrapUp() : [])
    }

    private mutating func refuse(_ call: CallID, _ refusal: Refusal) -> [Effect] {
        guard let shown = calls[call], shown.waiting != nil else { return [] }
        calls[call]?.waiting = nil
        return [.refused(Show(call: call, fence: shown.fence), refusal)]
    }

    /// A call that nobody acknowledged is not left on the screen: its agent does not get it.
    mutating func tickCalls(at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        for (call, shown) in calls.sorted(by: { $0.key < $1.key }) {
            if let waiting = shown.waiting, waiting.deadline <= now { effects += refuse(call, .notAcknowledged) + clear(call, .withdrawn) }
            if let clearAt = shown.clearAt, clearAt <= now, calls[call] != nil { effects += clear(call, .done) }
        }
        return effects
    }
}
