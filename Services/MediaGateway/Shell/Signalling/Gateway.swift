import Bus
import Contracts
import CSys
import Logging
import MediaGatewayCore
import Protocols
import Runtime
import Sockets
import Synchronization
import Vocabulary

/// The signalling side of a gateway: SIP, the calls' machines, and the questions they ask.
///
/// Its executor is the thread that reads the SIP socket, so that an INVITE is answered without a hop; sound never comes
/// here.
public actor Gateway {
    nonisolated let loop: EventLoop
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    nonisolated let listening = Atomic<Bool>(false)
    /// Calls are answered from now on.
    public nonisolated var isListening: Bool { listening.load(ordering: .acquiring) }

    let settings: GatewaySettings
    let platform: GatewayPlatform
    let ports: PortRange
    let prompts: PromptSounds
    let metrics: GatewayMetrics
    let socket: Int32
    let streams: SignallingStreams
    let facts: AsyncStream<CallFact>
    let factsIn: AsyncStream<CallFact>.Continuation
    let bindings: AsyncStream<BindingChange>
    let bindingsIn: AsyncStream<BindingChange>.Continuation

    static let largestDatagram = 65_536
    var datagram = [UInt8](repeating: 0, count: largestDatagram)
    var threads: [MediaThread] = []
    var endpoint: SIPEndpoint
    var registrar: Registrar
    var edge: EdgeProxy
    /// Phones that Routing was told of, and whether they are reached through us alone.
    var announced: [String: Bool] = [:]
    /// What the other gateways were told of phones.
    var shared = SharedBindings<PhoneContact>()
    var gate: TrunkGate
    var flood: FloodGuard
    var trunkRegistrations: [SIPRegistrationKey: String] = [:]
    var watch: SpeechWatch
    var calls: [CallID: ActiveCall] = [:]
    /// Calls of ours that the customer has not answered yet.
    var placed: [CallID: PlacedCall] = [:]
    var legs: [SIPCallKey: LegName] = [:]
    /// Calls whose sound is open: until the media thread has let go.
    var media: [MediaKey: ActiveCall] = [:]
    /// Segments of recording so far.
    var segments: [MediaKey: Int] = [:]
    var watched: [CallID: InstanceID] = [:]
    var credentials: [String: (credential: DigestCredential, until: Instant)] = [:]
    var deadlines = Deadlines<CallID>()
    /// Tenants by dialled number as Routing last said, for calls that come while it is away.
    var tenants: [String: TenantID] = [:]
    var random = SystemRandom()
    var nextMedia: UInt64 = 0
    var isDraining = false
    var drainDeadline: Instant?
    /// When trunks that are named by a host are looked up again.
    var locateAt: Instant?
    var idle: CheckedContinuation<Void, Never>?

    /// Opens the SIP port.
    /// - Throws: an error that names the port when it is taken.
    public init(_ settings: GatewaySettings, on platform: GatewayPlatform) throws {
        self.settings = settings
        self.platform = platform
        loop = try EventLoop()
        ports = PortRange(address: settings.rtpAddress, ports: settings.rtpPorts, receiveBuffer: settings.receiveBuffer, dscp: settings.dscp)
        prompts = PromptSounds(folder: settings.prompts, playFile: settings.playFile, holdFile: settings.holdFile, log: platform.log)
        metrics = GatewayMetrics(platform.metrics)
        watch = SpeechWatch(settings.silence)
        var local = settings.listen.system
        // CS3 marks signalling (RFC 4594).
        socket = try SystemError.check(sys_udp_open(&local, 1 << 22, 24), "listening for SIP on \(settings.listen)")
        streams = try Self.openStreams(settings)
        var configuration = SIPEndpoint.Configuration(local: SocketAddress(ip: settings.advertised, port: settings.listen.port))
        configuration.streams = settings.streams.mapValues { SocketAddress(ip: settings.advertised, port: $0.port) }
        configuration.acceptsRegistrations = true
        configuration.locatesHosts = true
        configuration.timers = settings.timers
        (configuration.sessionExpires, configuration.minimumSessionExpires) = settings.sessionExpires
        configuration.maximumCalls = 2 * settings.capacity + 16
        endpoint = SIPEndpoint(configuration, tokens: TokenSource(SystemRandom()))
        edge = EdgeProxy(local: configuration.local, streams: configuration.streams)
        registrar = Registrar(realm: settings.realm, tokens: TokenSource(SystemRandom()))
        gate = TrunkGate(settings.trunks.isEmpty ? [.anybody] : settings.trunks)
        flood = FloodGuard(settings.flood)
        (facts, factsIn) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(65_536))
        (bindings, bindingsIn) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(65_536))
    }

    /// The loop runs as long as anybody can ask something of the gateway, so that it refuses calls to the last.
    deinit {
        for thread in threads { thread.send(.stop) }
        loop.stop()
    }

    // MARK: Running

    /// Serves calls until `drain` has ended them.
    /// - Throws: when a thread cannot be started.
    public nonisolated func run() async throws {
        try loop.start("sip")
        try await open()
        await withTaskGroup { group in
            group.addTask { await FactWriter(platform: self.platform, metrics: self.metrics).run(self.facts) }
            group.addTask { await BindingWriter(platform: self.platform, tenant: self.settings.tenant) { await self.unwritten($0) }.run(self.bindings) }
        }
    }

    private func open() async throws {
        try openMedia()
        await serveRequests()
        // Last: whoever calls from now on finds everything there.
        try watchSocket()
        openTrunks()
        listening.store(true, ordering: .releasing)
        platform.log.info("gateway is listening", metadata: ["sip": "\(settings.listen)", "rtp": "\(settings.rtpPorts.lowerBound)-\(settings.rtpPorts.upperBound - 1)"])
    }

    private func watchSocket() throws {
        try loop.watch(socket) { [weak self] in self?.assumeIsolated { $0.readSocket() } }
        try loop.lend(streams.descriptor) { [weak self] in self?.assumeIsolated { $0.readStreams() } }
        loop.keepDeadline({ [weak self] in self?.assumeIsolated { $0.nextDeadline } }, { [weak self] in self?.assumeIsolated { $0.deadlineCame() } })
        // The callers are answered first; then the media threads hear of all that changed, once.
        loop.keepSettled { [weak self] in self?.assumeIsolated { for thread in $0.threads { thread.wakeUp() } } }
    }

    private func openMedia() throws {
        let loop = loop, bus = platform.bus
        let listener = MediaListener(
            noted: { [weak self] key, note in loop.post { [weak self] in self?.assumeIsolated { $0.noted(key, note) } } },
            recorded: { [weak self] key, segment in loop.post { [weak self] in self?.assumeIsolated { $0.recorded(key, segment) } } },
            send: { [weak self] message, instance in
                do throws(RequestFailure) { try bus.send(message, to: instance) } catch {
                    guard error.code == .unavailable else { return }
                    loop.post { [weak self] in self?.assumeIsolated { $0.unreachable(instance) } }
                }
            })
        var mediaSettings = settings.media
        mediaSettings.music = prompts.holdMusic
        threads = try (0..<settings.mediaThreads).map { number in
            try MediaThread(number: number, settings: mediaSettings, listener: listener, figures: MediaMetrics(platform.metrics))
        }
    }

    // MARK: Time

    var nextDeadline: Instant? {
        var earliest = endpoint.nextDeadline
        // Asked for at each turn of the loop: no array is made.
        func consider(_ next: Instant?) {
            guard let next else { return }
            earliest = earliest.map { min($0, next) } ?? next
        }
        consider(registrar.nextDeadline)
        consider(shared.nextDeadline)
        consider(deadlines.next())
        consider(watch.nextDeadline)
        consider(streams.nextDeadline)
        consider(drainDeadline)
        consider(locateAt)
        return earliest
    }
    var now: Instant { Instant(nanoseconds: sys_monotonic()) }

    func deadlineCame() {
        let now = now
        if let due = endpoint.nextDeadline, due <= now { perform(endpoint.tick(at: now)) }
        if let due = registrar.nextDeadline, due <= now { keep(registrar.tick(at: now)) }
        if let due = shared.nextDeadline, due <= now { perform(shared.tick(at: now)) }
        while let call = deadlines.popDue(at: now) { step(call) { $0.tick(at: $1) } }
        if let due = watch.nextDeadline, due <= now { perform(watch.tick(at: now)) }
        if let due = streams.nextDeadline, due <= now { heard(streams.tick(at: now)) }
        if let due = drainDeadline, due <= now { drainLimitCame() }
        if let due = locateAt, due <= now { locateTrunks() }
    }
}

/// What the gateway stands on.
public struct GatewayPlatform: Sendable {
    public var instance: InstanceID
    public var bus: any Bus
    public var time: any TimeSource
    public var log: Logger
    public var metrics: Metrics
    public var journal: any CallJournal
    public var sealing: any NumberSealing
    public var credentials: any PhoneCredentials
    public var registrations: any Registrations
    public var recorder: (any CallRecorder)?

    public init(
        instance: InstanceID, bus: any Bus, time: any TimeSource, log: Logger, metrics: Metrics, journal: any CallJournal, sealing: any NumberSealing,
        credentials: any PhoneCredentials, registrations: any Registrations, recorder: (any CallRecorder)?
    ) {
        self.instance = instance
        self.bus = bus
        self.time = time
        self.log = log
        self.metrics = metrics
        self.journal = journal
        self.sealing = sealing
        self.credentials = credentials
        self.registrations = registrations
        self.recorder = recorder
    }
}
