import Bus
import Contracts
import Logging
import Runtime
import ServiceLifecycle
import SpeechIntentCore
import Vocabulary

/// Speech and intent: holds conversations and answers questions of knowledge.
public struct SpeechService: Service {
    private let platform: Platform
    private let settings: SpeechSettings
    private let host: ConversationHost

    public init(platform: Platform, parts: SpeechParts, settings: SpeechSettings = SpeechSettings()) {
        self.platform = platform
        self.settings = settings
        host = ConversationHost(platform: platform, parts: parts, settings: settings)
    }

    public func run() async throws {
        await serve()
        await withDiscardingTaskGroup { group in
            group.addTask { await work() }
            group.addTask { await readInbox() }
            group.addTask { await beat() }
            group.addTask { await prepare() }
            await untilDrained()
            await host.close()
            group.cancelAll()
        }
    }

    private func serve() async {
        let host = host, inbox = host.inbox
        await platform.bus.onStream { message, sender in inbox.put(message, from: sender) }
        await platform.bus.serve(StartConversation.self) { request, _ in try await host.began(request) }
        await platform.bus.serve(EndConversation.self) { request, _ in
            await host.ended(request)
            return Done()
        }
        await platform.bus.serve(SearchKnowledge.self) { request, _ in try await host.search(request) }
        await host.report()
    }

    /// Jobs run beside each other until the last stream has ended.
    private func work() async {
        await withDiscardingTaskGroup { group in
            for await job in host.jobs { group.addTask { await job() } }
        }
    }

    private func readInbox() async {
        for await _ in host.inbox.arrivals { await host.lookAtInbox() }
    }

    /// One alarm for every call: sound comes each 20 ms, so a finer one would serve nobody. It goes on while calls are
    /// drained, and ends by cancellation.
    private func beat() async {
        while (try? await Task.sleep(for: .milliseconds(20))) != nil { await host.beat() }
    }

    /// Fixed prompts are said once before anybody calls, so that a call's first words come from memory.
    private func prepare() async { await host.warm() }

    private func untilDrained() async {
        try? await gracefulShutdown()
        await host.drain()
        let end = platform.time.instant() + settings.drain
        while platform.time.instant() < end, await !host.isIdle, (try? await Task.sleep(for: .milliseconds(200))) != nil {}
    }
}

extension ConversationHost {
    /// Greetings first: the service is ready when each pack's is.
    func warm() async {
        platform.readiness.require("greetings") { "being prepared" }
        for industry in parts.industries.values { await voices.warm([industry.pack.profile.greeting]) }
        platform.readiness.require("greetings") { nil }
        for industry in parts.industries.values { await voices.warm(industry.fixedPrompts) }
        platform.log.info("prompts are ready")
    }
}
