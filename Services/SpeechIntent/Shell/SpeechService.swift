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
    private let snapshots: any SnapshotStore
    private let host: ConversationHost

    public init(platform: Platform, parts: SpeechParts, settings: SpeechSettings = SpeechSettings()) {
        self.platform = platform
        self.settings = settings
        snapshots = parts.snapshots
        host = ConversationHost(platform: platform, parts: parts, settings: settings)
    }

    public func run() async throws {
        await serve()
        await withDiscardingTaskGroup { group in
            group.addTask { await work() }
            group.addTask { await readInbox() }
            group.addTask { await beat() }
            group.addTask { await prepare() }
            group.addTask { await sweep() }
            await untilDrained()
            await host.close()
            group.cancelAll()
        }
    }

    /// Puts a pack to work, or a new version of one, for the calls that begin from now on.
    public func put(_ industry: Industry) async { await host.put(industry) }

    private func serve() async {
        let host = host, inbox = host.inbox
        await platform.bus.onStream { message, sender in inbox.put(message, from: sender) }
        await platform.bus.serve(StartConversation.self) { request, _ in try await host.began(request) }
        await platform.bus.serve(EndConversation.self) { request, _ in
            await host.ended(request)
            return Done()
        }
        await platform.bus.serve(CheckSpeech.self) { _, _ in Done() }
        await platform.bus.serve(TextTurn.self) { request, _ in try await host.wrote(request) }
        await platform.bus.serve(SearchKnowledge.self) { request, _ in try await host.search(request) }
        await platform.bus.serve(Advise.self) { request, _ in try await host.advise(request) }
        await platform.bus.serve(DescribePack.self) { request, _ in try await host.describe(request) }
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

    /// No call lasts a day: what is older was left by an instance that died.
    private func sweep() async {
        while (try? await platform.sleep(for: .seconds(3600))) != nil {
            do { try await snapshots.sweep(olderThan: 24) } catch {
                platform.log.warning("old snapshots could not be removed", metadata: ["error": "\(error)"])
            }
        }
    }

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
        for industry in industries.values { await voices.warm([industry.pack.profile.greeting]) }
        platform.readiness.require("greetings") { nil }
        for prompt in Prompt.bridges { if let sound = await voices.sound(of: prompt) { bridges.append(sound) } }
        for industry in industries.values { await voices.warm(industry.fixedPrompts) }
        platform.log.info("prompts are ready")
    }

    func put(_ industry: Industry) {
        guard industries[industry.name]?.version != industry.version else { return }
        industries[industry.name] = industry
        platform.log.notice("a pack has changed", metadata: ["pack": "\(industry.name)", "version": "\(industry.version)"])
        let voices = voices
        start { await voices.warm(industry.fixedPrompts) }
    }
}
