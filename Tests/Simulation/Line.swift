import Vocabulary

/// What goes out to one caller: the assistant's generations in order, 20 ms a frame, paused and flushed.
final class Line {
    struct Sound {
        var generation: UInt32
        var text: String
        var frames: Int
        var played = 0
        /// The words that have left for the caller.
        var playedText: String { String(text.prefix(text.count * played / max(frames, 1))) }
        var isFinished: Bool { played >= frames }
    }

    private unowned let world: World
    /// Told of every sound that has stopped, finished or not.
    var onStop: (Sound) -> Void = { _ in }
    /// Told of the last words when nothing more is to be played.
    var onQuiet: (String) -> Void = { _ in }
    private var queue: [Sound] = []
    private var since: Instant?
    private var finished: UInt32 = 0
    private var endings: [(generation: UInt32, action: () -> Void)] = []
    private var change = 0

    init(in world: World) { self.world = world }

    var isPlaying: Bool { since != nil }

    func play(_ sound: Sound) {
        queue.append(sound)
        if queue.count == 1 { resume() }
    }

    /// - Returns: what was cut, as far as it was played; nil when nothing was being said.
    func pause() -> Sound? {
        guard let since, var head = queue.first else { return nil }
        head.played = min(head.frames, head.played + Int((world.now - since).nanoseconds / 20_000_000))
        queue[0] = head
        self.since = nil
        change += 1
        onStop(head)
        return head
    }

    func resume() {
        guard since == nil, let head = queue.first else { return }
        since = world.now
        change += 1
        let started = change
        world.after(.milliseconds(20 * (head.frames - head.played))) { [self] in if change == started { finishHead() } }
    }

    func flush(upTo generation: UInt32) {
        _ = pause()
        queue.removeAll { $0.generation <= generation }
        resume()
    }

    func clear() {
        _ = pause()
        (queue, endings, finished) = ([], [], 0)
    }

    /// Does something after this generation was played.
    func afterPlaying(_ generation: UInt32, _ action: @escaping () -> Void) {
        endings.append((generation, action))
        runEndings()
    }

    private func finishHead() {
        guard let head = pause() else { return }
        queue.removeFirst()
        finished = head.generation
        runEndings()
        resume()
        if queue.isEmpty { onQuiet(head.text) }
    }

    private func runEndings() {
        let due = endings.filter { $0.generation <= finished }
        endings.removeAll { $0.generation <= finished }
        for ending in due { ending.action() }
    }
}
