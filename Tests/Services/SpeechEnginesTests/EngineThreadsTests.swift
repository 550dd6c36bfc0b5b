import Dispatch
import SpeechIntentCore
import Testing
@testable import SpeechIntentEngines

@Suite("Calls into engines that block")
struct EngineThreadsTests {
    private let ample = Duration.seconds(60)

    @Test("An answer comes back with its times")
    func answer() async throws {
        let threads = EngineThreads(name: "engine")
        let answer = try await threads.run(deadline: ample) { 7 }
        #expect(answer.value == 7)
        #expect(answer.waited >= .zero && answer.compute >= .zero)
    }

    @Test("A failure is passed on")
    func failure() async {
        let threads = EngineThreads(name: "engine")
        await #expect(throws: EngineFailure(.failed, "broken")) {
            try await threads.run(deadline: ample) { () throws(EngineFailure) -> Int in throw EngineFailure(.failed, "broken") }
        }
    }

    @Test("A call that hangs times out, and the next one is answered")
    func hang() async throws {
        let threads = EngineThreads(name: "engine", limits: .init(parallel: 1))
        let release = DispatchSemaphore(value: 0)
        await #expect(throws: EngineFailure.self) {
            try await threads.run(deadline: .milliseconds(20)) { release.wait() }
        }
        #expect(try await threads.run(deadline: ample) { "still here" }.value == "still here")
        release.signal()
    }

    @Test("Too many hanging calls are refused with the reason, and taken again when they came back")
    func manyHang() async throws {
        let threads = EngineThreads(name: "engine", limits: .init(parallel: 1, abandoned: 2))
        let release = DispatchSemaphore(value: 0), back = DispatchSemaphore(value: 0)
        for _ in 0..<2 {
            await #expect(throws: EngineFailure.self) {
                try await threads.run(deadline: .milliseconds(20)) {
                    release.wait()
                    back.signal()
                }
            }
        }
        await #expect(throws: EngineFailure(.failed, "engine hangs: 2 calls never came back; restart the service")) {
            try await threads.run(deadline: ample) { 1 }
        }
        release.signal()
        release.signal()
        var answered: Int?
        while answered == nil { answered = try? await threads.run(deadline: ample) { 1 }.value }
        #expect(answered == 1)
    }

    @Test("More than may wait are refused at once")
    func overload() async throws {
        let threads = EngineThreads(name: "engine", limits: .init(parallel: 1, queue: 1))
        let release = DispatchSemaphore(value: 0)
        let (began, begin) = AsyncStream.makeStream(of: Void.self)
        async let running = threads.run(deadline: ample) {
            begin.yield()
            release.wait()
            return 1
        }
        for await _ in began { break }
        // One place to wait and three that want it: two are refused, and only then does the running call end.
        let codes = await withTaskGroup(of: EngineFailure.Code?.self) { group in
            for _ in 0..<3 { group.addTask { await outcome(threads) } }
            var codes: [EngineFailure.Code?] = []
            for await code in group {
                codes.append(code)
                if codes.count == 2 { release.signal() }
            }
            return codes
        }
        #expect(codes == [.overloaded, .overloaded, nil])
        #expect(try await running.value == 1)
    }

    private func outcome(_ threads: EngineThreads) async -> EngineFailure.Code? {
        do throws(EngineFailure) {
            _ = try await threads.run(deadline: ample) { 2 }
            return nil
        } catch {
            return error.code
        }
    }
}
