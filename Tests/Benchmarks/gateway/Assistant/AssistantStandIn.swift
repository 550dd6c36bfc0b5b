import Bus
import BusZeroMQ
import Contracts
import Glibc
import Runtime
import StorePostgres
import Vocabulary

/// Takes calls over the bus as speech-intent does, and talks for as long as they last, but neither recognises nor
/// synthesises: what an assistant's call costs around its models is measured with it.
///
///     AssistantStandIn CONNINFO
@main struct AssistantStandIn {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { return print("usage: AssistantStandIn CONNINFO") }
        let instance = InstanceID("speech-intent-standin-\(getpid())")
        let database = PostgresDatabase(PostgresOptions(conninfo: CommandLine.arguments[1], service: .speechIntent, instance: instance))
        let bus = try await ZeroMQBus(
            instance: instance, of: .speechIntent, registry: PostgresRegistry(database), log: { print("bus: \($0)") }, onLapsed: { exit(75) })
        let talkers = Talkers()
        await bus.serve(CheckSpeech.self) { _, _ in Done() }
        await bus.serve(StartConversation.self) { question, _ in
            StartConversation.Answer(handle: talkers.begin(question.call, epoch: UInt32(clamping: question.epoch)))
        }
        await bus.serve(EndConversation.self) { request, _ in
            talkers.end(request.call)
            return Done()
        }
        await bus.onStream { message, gateway in
            for answer in talkers.heard(message) { try? bus.send(answer, to: gateway) }
        }
        bus.report(load: 0, of: 10_000, draining: false)
        try await bus.join()
        while true { try await Task.sleep(for: .seconds(3600)) }
    }
}
