import Audio
import Bus
import Contracts
import Foundation
import Logging
import Runtime
import Security
import SpeechIntentCore
import SpeechIntentEngines
import SpeechIntentPackFiles
import SpeechIntentShell
import Store
import TestKit
import Vocabulary

/// Talks to the assistant with recordings, in real time and with the real engines, and prints how long it took.
///
///     HOTLINE_BENCH=1 HOTLINE_ONLY=TurnBenchmark swift run TurnBenchmark PACK CALLS FILE.wav...
///
/// CALLS calls at once; each says the files one after another, each when the answer to the one before has been played.
/// total = caller's last sound → assistant's first; turn end = the silence waited for; recognition and synthesis = compute
/// that was waited for; own = total - turn end - recognition - synthesis. No network and no database: the bus is in memory.
@main
struct TurnBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 3, let pack = arguments.first, let calls = Int(arguments.dropFirst().first ?? "") else {
            return print("usage: TurnBenchmark PACK CALLS FILE.wav...")
        }
        let files = try arguments.dropFirst(2).map { try WaveFile([UInt8](Data(contentsOf: URL(fileURLWithPath: $0)))).mono(at: 8000) }
        let bench = try await Bench(pack: pack)
        try await Task.sleep(for: .seconds(20))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<calls { group.addTask { await bench.call(CallID("CALL\(number)"), files) } }
        }
        bench.report()
        exit(0)
    }
}

final class Bench: Sendable {
    private let network = InMemoryNetwork()
    private let journal = PrintingJournal()
    private let gateway: PlayingGateway
    private let running: Task<Void, any Error>

    init(pack: String) async throws {
        let speech = network.join("speech-1", as: .speechIntent)
        let models = ModelFolder.standard(), folder = PackFolder.standard()
        let tables = try folder.tables(), loaded = try folder.load(pack)
        let embedder = try SentenceEmbedder(models)
        let vectors = VectorFile(models: models.path, embedder: embedder.name).read(embedder: embedder.name, dimensions: embedder.dimensions)
        let understanding = Understanding(pack: loaded, tables: tables, vectors: vectors.map { ExampleVectors(embedder: embedder.name, dimensions: embedder.dimensions, vectors: $0) })
        let industry = Industry(
            name: PackName(pack), version: "bench", pack: loaded, understanding: understanding,
            index: ArticleIndex(loaded.articles, tables: tables), embedder: vectors == nil ? nil : embedder)
        let detectors = try SileroDetectors(models)
        let engines = SpeechEngines(recognisers: [try SherpaRecognizer(models)], voices: [try SherpaVoice(models)], voiceActivity: { try detectors.activity() })
        let platform = Platform(
            service: .speechIntent, instance: "speech-1", index: 0, configuration: try Configuration(yaml: "", file: "bench"),
            log: Logger(label: "bench") { _ in JSONLog(service: "speech-intent", instance: "bench", level: .warning) }, metrics: Metrics(),
            readiness: Readiness(), time: SystemTime(), bus: speech, database: NoDatabase(),
            sealer: try Sealer(MasterKey([UInt8](repeating: 7, count: 32)), database: NoDatabase()), folders: Folders(keyFile: "", spool: "", blobs: ""))
        var settings = SpeechSettings()
        settings.turns.lag = 5
        let service = SpeechService(
            platform: platform, parts: SpeechParts(engines: engines, industries: [industry], seal: OpenSeal(), journal: journal, snapshots: NoSnapshots()),
            settings: settings)
        running = Task { try await service.run() }
        gateway = await PlayingGateway(network.join("gateway-1", as: .mediaGateway), pack: PackName(pack))
        await serveNeighbours()
    }

    private func serveNeighbours() async {
        let customer = CustomerCard(id: "c1", name: Masked("王芳"), address: Masked("阳光小区3号楼302"), accounts: [Masked("20261234")], tickets: [])
        let ticketing = network.join("ticketing-1", as: .ticketing)
        await ticketing.serve(FindCustomer.self) { _, _ in FindCustomer.Answer(customer: customer) }
        let values = ["ticket": "20260001", "due": "明天二十点前", "amount": "1860.00", "status": "未缴", "season": "本季"].mapValues { Masked($0) }
        await ticketing.serve(PerformAction.self) { _, _ in PerformAction.Answer(outcome: .done, values: values, ticket: nil) }
        await network.join("routing-1", as: .routing).serve(HandOver.self) { request, _ in .acknowledged(agent: "agent-1", revision: request.revision) }
    }

    func call(_ call: CallID, _ files: [[Int16]]) async {
        do { try await gateway.call(call, files) } catch { print("\(call): \(error)") }
    }

    func report() { journal.report() }
}

// MARK: Stores that keep nothing

struct OpenSeal: PersonalSeal {
    func seal<Value: Codable & Sendable>(_ value: Value, customer: CustomerID?, call: CallID, tenant: TenantID, kind: String) async throws -> Sealed<Value> {
        Sealed(box: String(decoding: Body.encode([value]), as: UTF8.self))
    }
    func open<Value: Codable & Sendable>(_ sealed: Sealed<Value>, call: CallID, kind: String) async throws -> Value {
        guard let value = try Body.decode([Value].self, from: Array(sealed.box.utf8)).first else { throw NoDatabase.Absent() }
        return value
    }
}

struct NoSnapshots: SnapshotStore {
    func save(_ state: ConversationState, of call: CallID, epoch: Int, tenant: TenantID) async throws -> Bool { true }
    func load(_ call: CallID) async throws -> ConversationState? { nil }
    func remove(_ call: CallID, epoch: Int) async throws {}
    func sweep(olderThan hours: Int) async throws {}
}

struct NoDatabase: Database {
    struct Absent: Error {}
    var isReachable: Bool { false }
    func query<Value: Sendable>(_ sql: SQL, _ value: @escaping @Sendable (Row) throws -> Value) async throws -> [Value] { throw Absent() }
    func execute(_ sql: SQL) async throws -> Int { throw Absent() }
    func transaction<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value { throw Absent() }
}
