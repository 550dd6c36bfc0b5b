// swift-tools-version: 6.1
import Foundation
import PackageDescription

// The architecture, read top to bottom. `HOTLINE_ONLY=Name,Name swift build` keeps just the transitive closure of
// the named targets and the packages these use, so that daily work on a core never compiles the web server.

// MARK: Building blocks

/// Flags for code that touches every audio sample, packet or feature: optimised even in a debug build, which
/// the demonstration and the tests share.
let hot: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(name: name, path: "Shared/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func native(_ name: String, flags: [CSetting] = []) -> Target {
    .target(name: name, path: "Shared/System/\(name)", cSettings: flags, linkerSettings: [.linkedLibrary("dl")])
}

func shared(
    _ name: String, in folder: String? = nil, _ dependencies: Target.Dependency..., settings: [SwiftSetting] = [],
    resources: [Resource] = [], exclude: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Shared/" + (folder.map { $0 + "/" } ?? "") + name,
        exclude: excluded(["README.md"] + exclude, in: "Shared/" + (folder.map { $0 + "/" } ?? "") + name),
        resources: resources, swiftSettings: settings)
}

/// One part of a service: `Services/<service>/<part>`, target `<service><part>`.
func part(
    _ service: String, _ part: String, _ dependencies: Target.Dependency..., settings: [SwiftSetting] = [],
    resources: [Resource] = []
) -> Target {
    .target(
        name: service + part, dependencies: dependencies, path: "Services/\(service)/\(part)",
        exclude: excluded(["README.md"], in: "Services/\(service)/\(part)"), resources: resources, swiftSettings: settings)
}

/// A service's Shell, with the SQL of `Services/<service>/Migrations` compiled in. SwiftPM keeps what this file evaluated to:
/// a migration that is added is seen once the manifest changes, or its cache is dropped.
func shell(_ service: String, _ dependencies: Target.Dependency..., settings: [SwiftSetting] = []) -> Target {
    let folder = "Services/\(service)"
    let others = contents(of: folder).filter { $0 != "Shell" && $0 != "Migrations" } + (contents(of: folder + "/Shell").contains("README.md") ? ["Shell/README.md"] : [])
    return .target(
        name: service + "Shell",
        dependencies: [.target(name: service + "Core"), "Vocabulary", "Contracts", "Bus", "Store", "Runtime", "Security", logging, lifecycle] + dependencies,
        path: folder, exclude: others, sources: ["Shell"], resources: embedded(folder, "Migrations"), swiftSettings: settings)
}

/// A service's Main: composes and runs. Every Main links Web for health and metrics; Bus, Store and Core never do.
func main(_ service: String, _ dependencies: Target.Dependency...) -> Target {
    .executableTarget(
        name: service + "Main",
        dependencies: dependencies + ["Vocabulary", "Contracts", "Host", "Runtime", "Security", "Web"],
        path: "Services/\(service)/Main")
}

/// Golden bodies and the folders of nested targets are no sources of theirs.
func tests(_ name: String, in folder: String, _ dependencies: Target.Dependency..., exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(folder)", exclude: excluded(["Golden"] + exclude, in: "Tests/\(folder)"))
}

/// SwiftPM warns both of a file it does not know and of an exclusion that is absent: exclude what is there.
func excluded(_ names: [String], in folder: String) -> [String] {
    names.filter(contents(of: folder).contains)
}

// MARK: Products from elsewhere (docs/adr says why each is here)

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "HTTPTypes", package: "swift-http-types"),
]

// MARK: Targets

let systemTargets: [Target] = [
    system("CZeroMQ", apt: "libzmq3-dev"),
    system("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
    system("COpus", pkgConfig: "opus", apt: "libopus-dev"),
    system("CSpanDSP", apt: "libspandsp-dev"),
    system("CSpeexDSP", apt: "libspeexdsp-dev"),
    system("CSRTP", apt: "libsrtp2-dev"),
    system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
    system("COpenCC", apt: "libopencc-dev"),
    native("CSys"),
    native("CSherpaONNX"),
    native("CEmbed"),
]

let sharedTargets: [Target] = [
    shared("Vocabulary", settings: hot),
    shared("Contracts", "Vocabulary"),
    shared("Protocols", "Vocabulary", settings: hot, exclude: ["SRTP"]),
    shared("SRTP", in: "Protocols", "Protocols", "CSRTP", settings: hot),
    shared("Audio", "Vocabulary", "COpus", "CSpanDSP", "CSpeexDSP", settings: hot),
    shared("Sockets", "Vocabulary", "Protocols", "CSys", "COpenSSL"),
    shared("Phone", "Vocabulary", "Protocols", "Audio", "Sockets", "CSys", settings: hot),
    shared("Bus", in: "Platform", "Vocabulary", "Contracts"),
    shared("Store", in: "Platform", "Vocabulary", "Contracts"),
    shared("Security", in: "Platform", "Vocabulary", "Contracts", "Store", "COpenSSL"),
    shared("BusZeroMQ", in: "Platform", "Vocabulary", "Contracts", "Bus", "CZeroMQ"),
    shared("StorePostgres", in: "Platform", "Vocabulary", "Contracts", "Store", "CPostgres"),
    shared(
        "Runtime", in: "Platform", "Vocabulary", "Contracts", "Bus", "Store", "Security", logging, yams, lifecycle,
        resources: embedded("Shared/Platform/Runtime", "Schema/SQL")),
    .target(
        name: "Web", dependencies: ["Vocabulary", "Contracts", "Runtime", "Security", logging, lifecycle] + hummingbird,
        path: "Shared/Platform/Web"),
    shared("Host", in: "Platform", "Vocabulary", "Bus", "BusZeroMQ", "Store", "StorePostgres", "Security", "Runtime", "Web", logging, lifecycle),
    shared("TestKit", "Vocabulary", "Contracts", "Protocols", "Audio", "Bus", "Store"),
]

let serviceTargets: [Target] = [
    part("MediaGateway", "Core", "Vocabulary", "Contracts", "Protocols", "Audio", settings: hot),
    shell("MediaGateway", "Protocols", "SRTP", "Audio", "Sockets", "CSys", settings: hot),
    main("MediaGateway", "MediaGatewayCore", "MediaGatewayShell"),

    part("SpeechIntent", "Core", "Vocabulary", "Contracts", "Audio", settings: hot),
    part("SpeechIntent", "PackFiles", "SpeechIntentCore", "Vocabulary", "Contracts", yams, settings: hot),
    part("SpeechIntent", "Engines", "SpeechIntentCore", "Vocabulary", "Audio", "CSherpaONNX", "CEmbed", "COpenCC", "CSys", logging, settings: hot),
    shell("SpeechIntent", "SpeechIntentPackFiles", "Audio", settings: hot),
    main("SpeechIntent", "SpeechIntentCore", "SpeechIntentPackFiles", "SpeechIntentEngines", "SpeechIntentShell", logging, lifecycle),

    part("Routing", "Core", "Vocabulary", "Contracts"),
    shell("Routing"),
    main("Routing", "RoutingCore", "RoutingShell"),

    part("AgentAssist", "Core", "Vocabulary", "Contracts"),
    shell("AgentAssist"),
    .target(
        name: "AgentAssistWeb",
        dependencies: ["AgentAssistCore", "AgentAssistShell", "Vocabulary", "Contracts", "Runtime", "Security", "Store", "Web", logging] + hummingbird,
        path: "Services/AgentAssist/Web", resources: embedded("Services/AgentAssist/Web", "Pages")),
    main("AgentAssist", "AgentAssistCore", "AgentAssistShell", "AgentAssistWeb"),

    part("Ticketing", "Core", "Vocabulary", "Contracts"),
    part("Ticketing", "Connectors", "TicketingCore", "Vocabulary", "Contracts", "Store", "Security"),
    shell("Ticketing", "TicketingConnectors"),
    main("Ticketing", "TicketingCore", "TicketingConnectors", "TicketingShell"),

    part("Analytics", "Core", "Vocabulary", "Contracts"),
    shell("Analytics"),
    .target(
        name: "AnalyticsWeb",
        dependencies: ["AnalyticsCore", "AnalyticsShell", "Vocabulary", "Contracts", "Runtime", "Security", "Web"] + hummingbird,
        path: "Services/Analytics/Web", resources: embedded("Services/Analytics/Web", "Pages")),
    main("Analytics", "AnalyticsCore", "AnalyticsShell", "AnalyticsWeb", "Store"),

    .executableTarget(
        name: "Operator",
        dependencies: [
            "Vocabulary", "Contracts", "Protocols", "Audio", "Phone", "Bus", "BusZeroMQ", "Store", "StorePostgres", "Security", "Runtime",
            "SpeechIntentCore", "SpeechIntentPackFiles", "SpeechIntentEngines", "MediaGatewayCore", "RoutingCore", "AnalyticsCore",
            "CSys", arguments, yams, logging,
        ],
        path: "Services/Operator"),
]

let testTargets: [Target] = [
    tests("ContractsTests", in: "Contracts", "Contracts", "Vocabulary", "TestKit"),
    tests("ProtocolsTests", in: "Protocols", "Protocols", "SRTP", "Vocabulary", "TestKit"),
    tests("AudioTests", in: "Services/AudioTests", "Audio", "Vocabulary"),
    tests("PhoneTests", in: "Integration/Phone", "Phone", "Protocols", "Audio", "Vocabulary", "TestKit"),
    tests("FuzzTests", in: "Fuzz", "Protocols", "Contracts", "Vocabulary", "TestKit", exclude: ["Corpus"]),
    tests("UnderstandingTests", in: "Services/UnderstandingTests", "SpeechIntentCore", "SpeechIntentPackFiles", "Vocabulary", "Contracts", "TestKit"),
    tests("ConversationTests", in: "Services/ConversationTests", "SpeechIntentCore", "SpeechIntentPackFiles", "Vocabulary", "Contracts", "TestKit"),
    tests(
        "SpeechHostTests", in: "Integration/Speech", "SpeechIntentCore", "SpeechIntentPackFiles", "SpeechIntentShell", "Audio", "Bus", "Runtime", "Security", "Store",
        "Contracts", "Vocabulary", "TestKit", logging),
    tests("SpeechEndpointTests", in: "Integration/Endpoints", "SpeechIntentCore", "SpeechIntentEngines"),
    tests("SpeechEnginesTests", in: "Services/SpeechEnginesTests", "SpeechIntentCore", "SpeechIntentEngines", "CSherpaONNX", "Audio", "Vocabulary", "TestKit"),
    tests("MediaGatewayTests", in: "Services/MediaGatewayTests", "MediaGatewayCore", "Protocols", "Audio", "Contracts", "Vocabulary", "TestKit"),
    tests(
        "MediaGatewayShellTests", in: "Integration/Gateway", "MediaGatewayCore", "MediaGatewayShell", "Phone", "Protocols", "Audio", "Sockets", "Runtime", "Bus", "Store",
        "Contracts", "Vocabulary", "TestKit", "CSys", logging),
    tests("RoutingTests", in: "Services/RoutingTests", "RoutingCore", "Contracts", "Vocabulary", "TestKit"),
    tests("AgentAssistTests", in: "Services/AgentAssistTests", "AgentAssistCore", "Contracts", "Vocabulary", "TestKit"),
    tests("TicketingTests", in: "Services/TicketingTests", "TicketingCore", "Contracts", "Vocabulary", "TestKit"),
    tests("AnalyticsTests", in: "Services/AnalyticsTests", "AnalyticsCore", "Contracts", "Vocabulary", "TestKit"),
    tests("PlatformTests", in: "Services/PlatformTests", "Runtime", "Security", "Bus", "Store", "Contracts", "Vocabulary", "TestKit"),
    tests(
        "SimulationTests", in: "Simulation", "MediaGatewayCore", "SpeechIntentCore", "RoutingCore", "AgentAssistCore", "TicketingCore", "AnalyticsCore", "Contracts", "Vocabulary", "TestKit",
        exclude: ["README.md"]),
    tests(
        "DeskTests", in: "Integration/Desk", "AgentAssistCore", "AgentAssistShell", "AgentAssistWeb", "AnalyticsShell", "AnalyticsWeb", "Web", "Runtime", "Security",
        "Store", "StorePostgres", "Bus",
        "Contracts", "Vocabulary", "TestKit", logging),
    tests(
        "RoutingHostTests", in: "Integration/Routing", "RoutingCore", "RoutingShell", "Runtime", "Security", "Store", "StorePostgres", "Bus",
        "Contracts", "Vocabulary", "TestKit", logging),
    tests("BusTests", in: "Integration/Bus", "Bus", "BusZeroMQ", "CZeroMQ", "Contracts", "Vocabulary", "TestKit"),
    tests(
        "IntegrationTests", in: "Integration", "Bus", "BusZeroMQ", "Store", "StorePostgres", "Runtime", "Security", "TicketingCore",
        "TicketingConnectors", "TicketingShell", "SpeechIntentCore", "SpeechIntentShell", "AgentAssistCore", "AgentAssistShell", "AnalyticsCore", "AnalyticsShell", "Contracts", "Vocabulary",
        "TestKit", "CSys", logging, exclude: ["Bus", "Desk", "Endpoints", "Gateway", "Phone", "Routing", "Speech"]),
    tests("SystemTests", in: "System", "Contracts", "Vocabulary", "Phone", "Protocols", "Audio", "Runtime", "Store", "StorePostgres", "TestKit", "CSys"),
    tests("ArchitectureTests", in: "Architecture", "Contracts", "Vocabulary"),
]

/// Print figures with their formula; HOTLINE_BENCH=1 adds them.
let benchmarkTargets: [Target] =
    Context.environment["HOTLINE_BENCH"] == nil
    ? []
    : [
        .executableTarget(name: "BusBenchmark", dependencies: ["Bus", "BusZeroMQ", "Contracts", "Vocabulary", "TestKit"], path: "Tests/Benchmarks/Bus"),
        .executableTarget(
            name: "StoreBenchmark", dependencies: ["Bus", "BusZeroMQ", "Contracts", "Runtime", "Security", "Store", "StorePostgres", "Vocabulary", logging], path: "Tests/Benchmarks/Store"),
        .executableTarget(
            name: "RoutingBenchmark", dependencies: ["Bus", "BusZeroMQ", "Contracts", "RoutingShell", "Runtime", "Security", "Store", "StorePostgres", "Vocabulary", logging],
            path: "Tests/Benchmarks/Routing"),
        .executableTarget(name: "RecognitionBenchmark", dependencies: ["SpeechIntentCore", "SpeechIntentEngines"], path: "Tests/Benchmarks/Recognition"),
        .executableTarget(name: "SignallingBenchmark", dependencies: ["Protocols", "Vocabulary"], path: "Tests/Benchmarks/Signalling"),
        .executableTarget(name: "GatewayBenchmark", dependencies: ["Protocols", "CSys"], path: "Tests/Benchmarks/gateway", exclude: ["run", "Assistant"]),
        .executableTarget(
            name: "AssistantStandIn", dependencies: ["Bus", "BusZeroMQ", "Contracts", "Runtime", "StorePostgres", "Vocabulary"], path: "Tests/Benchmarks/gateway/Assistant"),
        .executableTarget(
            name: "TurnBenchmark",
            dependencies: [
                "SpeechIntentCore", "SpeechIntentEngines", "SpeechIntentPackFiles", "SpeechIntentShell", "MediaGatewayCore", "Audio", "Bus", "Runtime", "Security",
                "Store", "Contracts", "Vocabulary", "TestKit", logging,
            ],
            path: "Tests/Benchmarks/Turns"),
    ]

/// Pages and migrations travel inside the executable: `Bundle.module` traps when a binary is moved.
func embedded(_ target: String, _ folder: String) -> [Resource] {
    contents(of: target + "/" + folder).map { .embedInCode("\(folder)/\($0)") }
}

func contents(of folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: Context.packageDirectory + "/" + folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
}

// MARK: The package

/// Keeps only the named targets and what they need.
func closure(of names: Set<String>, in targets: [Target]) -> [Target] {
    var wanted = names, frontier = names
    while !frontier.isEmpty {
        let needed = targets.filter { frontier.contains($0.name) }.flatMap { $0.dependencies.compactMap(targetName) }
        frontier = Set(needed).subtracting(wanted)
        wanted.formUnion(frontier)
    }
    return targets.filter { wanted.contains($0.name) }
}

func targetName(_ dependency: Target.Dependency) -> String? {
    switch dependency {
    case .byNameItem(let name, _), .targetItem(let name, _): name
    default: nil
    }
}

func packageName(_ dependency: Target.Dependency) -> String? {
    if case .productItem(_, let package, _, _) = dependency { package } else { nil }
}

let everything = systemTargets + sharedTargets + serviceTargets + testTargets + benchmarkTargets
let only = Context.environment["HOTLINE_ONLY"].map { Set($0.split(separator: ",").map(String.init)) }
let targets = only.map { closure(of: $0, in: everything) } ?? everything
let executables = [
    "MediaGateway": "media-gateway", "SpeechIntent": "speech-intent", "Routing": "routing", "AgentAssist": "agent-assist",
    "Ticketing": "ticketing", "Analytics": "analytics",
]
let products: [Product] =
    executables.sorted { $0.key < $1.key }.filter { pair in targets.contains { $0.name == pair.key + "Main" } }
    .map { .executable(name: $0.value, targets: [$0.key + "Main"]) }
    + (targets.contains { $0.name == "Operator" } ? [.executable(name: "hotline", targets: ["Operator"])] : [])

let packages: [String: Package.Dependency] = [
    "Yams": .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    "swift-log": .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    "swift-argument-parser": .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    "swift-service-lifecycle": .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    "hummingbird": .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    "swift-nio": .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    "swift-http-types": .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
]
let used = Set(targets.flatMap { $0.dependencies.compactMap(packageName) })

let package = Package(
    name: "Hotline",
    products: products,
    dependencies: packages.filter { used.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value),
    targets: targets,
    swiftLanguageModes: [.v6]
)
