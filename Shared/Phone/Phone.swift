import CSys
import Foundation
import Protocols
import Synchronization
import Vocabulary

/// A SIP phone that does what its script says, on a thread of its own: real sockets, real time.
///
/// One call at a time; further ones are answered 486.
public final class Phone<Script: PhoneScript>: @unchecked Sendable {
    // Everything but `orders` belongs to the thread that runs `run()`.
    private let orders = Mutex(Orders())
    let configuration: PhoneConfiguration
    let report: @Sendable (PhoneReport) -> Void
    private var script: Script
    let sockets: PhoneSockets
    var endpoint: SIPEndpoint
    var tokens = TokenSource()
    var call: SIPCallKey?
    /// Of an incoming call that is not answered yet; empty when the peer wants ours.
    var offer: [UInt8]?
    var media: PhoneMedia?
    var registration: SIPRegistrationKey?
    var result = PhoneResult()
    var nextTick = Instant.zero
    var pending: [PhoneEvent] = []

    /// From other threads.
    private struct Orders {
        var actions: [PhoneAction] = []
        var stops = false
    }

    /// Opens the sockets.
    public init(_ configuration: PhoneConfiguration, script: Script, report: @escaping @Sendable (PhoneReport) -> Void = { _ in }) throws(PhoneError) {
        self.configuration = configuration
        self.script = script
        self.report = report
        self.sockets = try PhoneSockets(
            local: configuration.local ?? LocalAddress.reaching(configuration.server), authorities: configuration.authorities)
        var settings = SIPEndpoint.Configuration(local: self.sockets.signalling, contactUser: configuration.user, userAgent: "Hotline Phone")
        settings.maximumCalls = 4
        self.endpoint = SIPEndpoint(settings, tokens: TokenSource())
    }

    /// Where the phone's signalling arrives.
    public var address: SocketAddress { self.sockets.signalling }

    /// Runs until the script has finished, on the calling thread.
    /// - Parameter limit: end of patience; the call is hung up then.
    public func run(limit: Duration) -> (script: Script, result: PhoneResult) {
        let end = Self.now + limit
        self.nextTick = Self.now
        self.tell(.started)
        while !self.script.isFinished, Self.now < end, self.obey() {
            self.sockets.wait(until: self.wakeUp(before: end), Self.now)
            self.receive()
            self.elapse()
        }
        self.leave()
        return (self.script, self.result)
    }

    /// Runs on a thread of its own.
    public func start(limit: Duration) async -> (script: Script, result: PhoneResult) {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                sys_thread_name("phone")
                continuation.resume(returning: self.run(limit: limit))
            }
        }
    }

    /// Ends `run` soon, from any thread.
    public func stop() {
        self.orders.withLock { $0.stops = true }
        self.sockets.wake()
    }

    /// Does something that no script has thought of, soon, from any thread.
    public func perform(_ action: PhoneAction) {
        self.orders.withLock { $0.actions.append(action) }
        self.sockets.wake()
    }

    /// - Returns: whether to go on.
    private func obey() -> Bool {
        let taken = self.orders.withLock { orders in
            defer { orders.actions = [] }
            return orders
        }
        self.act(taken.actions)
        return !taken.stops
    }

    static var now: Instant { Instant(nanoseconds: sys_monotonic()) }

    // MARK: The loop

    private func wakeUp(before end: Instant) -> Instant {
        var moment = end
        if let deadline = self.endpoint.nextDeadline { moment = min(moment, deadline) }
        if let deadline = self.sockets.streams.nextDeadline { moment = min(moment, deadline) }
        if let deadline = self.script.nextDeadline { moment = min(moment, deadline) }
        if self.media != nil { moment = min(moment, self.nextTick) }
        return moment
    }

    private func receive() {
        while let (bytes, from) = self.sockets.nextMessage() {
            self.perform(self.endpoint.datagramReceived(bytes, from: from, at: Self.now))
        }
        self.heard(self.sockets.streams.ready(at: Self.now))
        self.sockets.drainMedia { packet in
            let now = Self.now
            self.media?.packetReceived(packet, at: now, &self.pending)
        }
        self.tellPending()
    }

    private func elapse() {
        let now = Self.now
        self.perform(self.endpoint.tick(at: now))
        self.heard(self.sockets.streams.tick(at: now))
        if self.script.nextDeadline.map({ $0 <= now }) ?? false { self.act(self.script.tick(at: now)) }
        self.sendDue()
        self.tellPending()
    }

    /// A phone that was held up catches up packet by packet, so that its timestamps stay true; after a second it gives
    /// the lost time up.
    private func sendDue() {
        if Self.now - self.nextTick > .seconds(1) { self.nextTick = Self.now }
        while self.media != nil, self.nextTick <= Self.now {
            let now = Self.now
            if let (packet, destination) = self.media?.tick(at: now, &self.pending) {
                self.sockets.sendMedia(packet, to: destination)
                self.result.slip.sent(due: self.nextTick, at: now)
            }
            self.nextTick = self.nextTick + .milliseconds(20)
        }
    }

    private func tellPending() {
        while !self.pending.isEmpty { self.tell(self.pending.removeFirst()) }
    }

    func tell(_ event: PhoneEvent) { self.act(self.script.happened(event, at: Self.now)) }

    /// Hangs up and lets the BYE or CANCEL be answered.
    private func leave() {
        if let call { self.perform(self.endpoint.hangUp(call, at: Self.now)) }
        if let registration { self.perform(self.endpoint.unregister(registration, at: Self.now)) }
        let end = Self.now + .milliseconds(500)
        while Self.now < end, self.endpoint.transactionCount > 0 || self.call != nil {
            self.sockets.wait(until: min(end, self.endpoint.nextDeadline ?? end), Self.now)
            self.receive()
            self.perform(self.endpoint.tick(at: Self.now))
        }
        // The peer answers nothing any more.
        if self.call != nil { self.tell(.ended(.timedOut)) }
    }
}
