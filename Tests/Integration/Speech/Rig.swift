import Bus
import Contracts
import Foundation
import Logging
import Runtime
import Security
import SpeechIntentCore
import SpeechIntentShell
import Store
import Synchronization
import TestKit
import Vocabulary

/// A speech instance on an in-memory bus, with a gateway, Ticketing and Routing that answer as told.
final class Rig: Sendable {
    let network = InMemoryNetwork()
    let gateway: InMemoryBus
    let speech: InMemoryBus
    let ticketing: InMemoryBus
    let routing: InMemoryBus
    let journal = MemoryJournal()
    let snapshots: MemorySnapshots
    let metrics = Metrics()
    let received = Mutex<[SpeechStream]>([])
    let acts = Mutex<[PerformAction]>([])
    let service: SpeechService
    private let running: Task<Void, any Error>

    init(
        recognisers: [any Recognizer], voices: [any Synthesizer] = [ScriptedVoice(name: "voice")], model: (any LanguageModel)? = nil, instance: InstanceID = "speech-1",
        snapshots: MemorySnapshots = MemorySnapshots(), settings: SpeechSettings = SpeechSettings(), deadlines: SpeechEngines.Deadlines = .init(),
        industry: Industry? = nil, customer: CustomerCard? = nil
    ) async throws {
        gateway = network.join("gateway-1", as: .mediaGateway)
        speech = network.join(instance, as: .speechIntent)
        ticketing = network.join("ticketing-1", as: .ticketing)
        routing = network.join("routing-1", as: .routing)
        self.snapshots = snapshots
        let platform = Platform(
            service: .speechIntent, instance: instance, index: 0, configuration: try Configuration(yaml: "", file: "test"),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, metrics: metrics, readiness: Readiness(), time: SystemTime(),
            bus: speech, database: NoDatabase(), sealer: try Sealer(MasterKey([UInt8](repeating: 7, count: 32)), database: NoDatabase()),
            folders: Folders(keyFile: "", spool: "", blobs: ""))
        let engines = SpeechEngines(recognisers: recognisers, voices: voices, model: model, voiceActivity: { LoudnessActivity() }, deadlines: deadlines)
        let parts = SpeechParts(engines: engines, industries: [try industry ?? Shop.industry()], seal: OpenSeal(), journal: journal, snapshots: snapshots)
        let service = SpeechService(platform: platform, parts: parts, settings: settings)
        self.service = service
        running = Task { try await service.run() }
        await gateway.onStream { [weak self] message, _ in self?.received.withLock { $0.append(message) } }
        await serveNeighbours(customer)
    }

    private func serveNeighbours(_ customer: CustomerCard?) async {
        await ticketing.serve(FindCustomer.self) { _, _ in FindCustomer.Answer(customer: customer) }
        await ticketing.serve(PerformAction.self) { [weak self] request, _ in
            self?.acts.withLock { $0.append(request) }
            return PerformAction.Answer(outcome: .done, values: ["status": Masked("已经发出")], ticket: nil)
        }
        await routing.serve(HandOver.self) { request, _ in .acknowledged(agent: "agent-1", revision: request.revision) }
    }

    func stop() async {
        running.cancel()
        _ = try? await running.value
    }

    // MARK: The gateway

    func begin(call: CallID = "CALL", epoch: Int = 1, pack: PackName = "shop") async throws -> Line {
        let request = StartConversation(
            call: call, epoch: epoch, tenant: "t", pack: pack, queue: "q", dialled: "400", caller: Masked("13800138000"),
            gateway: gateway.instance, trace: TraceParent("00-00000000000000000000000000000001-0000000000000001-01"))
        let answer = try await retrying { try await self.gateway.ask(request, of: self.speech.instance) }
        return Line(rig: self, key: StreamKey(handle: answer.handle, epoch: UInt32(epoch)))
    }

    /// The service registers its handlers while the test begins.
    func retrying<Value: Sendable>(_ ask: () async throws -> Value) async throws -> Value {
        for _ in 0..<50 {
            do { return try await ask() } catch let failure as RequestFailure where failure.code == .unavailable { try await Task.sleep(for: .milliseconds(20)) }
        }
        return try await ask()
    }

    /// Waits until a condition holds, at most 5 s.
    func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return condition()
    }
}

/// The gateway's end of one call's stream.
final class Line: Sendable {
    let rig: Rig
    let key: StreamKey
    private let seq = Atomic<UInt32>(0)

    init(rig: Rig, key: StreamKey) {
        self.rig = rig
        self.key = key
    }

    /// Sends sound in real time, for the deadlines of the host are real.
    func sends(_ milliseconds: Int, loud: Bool) async throws {
        let octet: UInt8 = loud ? 0xAA : 0xD5
        for _ in 0..<milliseconds / 20 {
            let number = seq.wrappingAdd(1, ordering: .relaxed).oldValue
            try rig.gateway.send(.callerAudio([AudioFrame(key: key, party: .caller, seq: number, alaw: [UInt8](repeating: octet, count: 160))]), to: rig.speech.instance)
            try await Task.sleep(for: .milliseconds(20))
        }
    }
    func speech(_ milliseconds: Int) async throws { try await sends(milliseconds, loud: true) }
    func silence(_ milliseconds: Int) async throws { try await sends(milliseconds, loud: false) }

    func control(_ control: StreamControl) throws { try rig.gateway.send(.control(key, control), to: rig.speech.instance) }

    var frames: [SpeechFrame] {
        var frames: [SpeechFrame] = []
        for case .assistantSpeech(let some) in rig.received.withLock({ $0 }) { frames += some }
        return frames.filter { $0.key == key }
    }
    var controls: [StreamControl] {
        var controls: [StreamControl] = []
        for case .control(key, let control) in rig.received.withLock({ $0 }) { controls.append(control) }
        return controls
    }
    /// Plays a whole generation at once.
    func play(_ generation: UInt32) throws {
        let count = UInt32(frames.count { $0.generation == generation })
        try control(.played(generation: generation, frames: count, finished: true))
    }
}

// MARK: Stores in memory

/// Seals by writing the value down in clear: tests look into it.
struct OpenSeal: PersonalSeal {
    func seal<Value: Codable & Sendable>(_ value: Value, customer: CustomerID?, call: CallID, tenant: TenantID, kind: String) async throws -> Sealed<Value> {
        Sealed(box: String(decoding: Body.encode([value]), as: UTF8.self))
    }
    func open<Value: Codable & Sendable>(_ sealed: Sealed<Value>, call: CallID, kind: String) async throws -> Value {
        try Body.decode([Value].self, from: Array(sealed.box.utf8))[0]
    }
}

final class MemoryJournal: FactJournal {
    private let drafts = Mutex<[EventDraft]>([])
    func record(_ draft: EventDraft) { drafts.withLock { $0.append(draft) } }
    var types: [String] { drafts.withLock { $0.map(\.type) } }
    func all<E: Event>(_ type: E.Type) -> [E] {
        drafts.withLock { $0 }.filter { $0.type == E.type }.compactMap { try? Body.decode(E.self, from: $0.data) }
    }
}

final class MemorySnapshots: SnapshotStore {
    private let rows = Mutex<[CallID: (state: ConversationState, epoch: Int)]>([:])
    func save(_ state: ConversationState, of call: CallID, epoch: Int, tenant: TenantID) async throws -> Bool {
        rows.withLock { rows in
            if let row = rows[call], row.epoch > epoch { return false }
            rows[call] = (state, epoch)
            return true
        }
    }
    func load(_ call: CallID) async throws -> ConversationState? { rows.withLock { $0[call]?.state } }
    func remove(_ call: CallID, epoch: Int) async throws { rows.withLock { if let row = $0[call], row.epoch <= epoch { $0[call] = nil } } }
    func sweep(olderThan hours: Int) async throws {}
    var calls: [CallID] { rows.withLock { Array($0.keys) } }
}

/// Nothing here asks a database.
struct NoDatabase: Database {
    struct Absent: Error {}
    var isReachable: Bool { false }
    func query<Value: Sendable>(_ sql: SQL, _ value: @escaping @Sendable (Row) throws -> Value) async throws -> [Value] { throw Absent() }
    func execute(_ sql: SQL) async throws -> Int { throw Absent() }
    func transaction<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value { throw Absent() }
}
