import ArgumentParser
import Bus
import Contracts
import Foundation
import Vocabulary

/// `hotline gateways`: who takes calls, and the list that a SIP proxy spreads them by.
struct Gateways: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the media gateways, their calls and capacity; writes the list of Kamailio's dispatcher.",
        discussion: "With --follow the list is written again whenever it changes, until SIGTERM, and --then is run each time.")

    @OptionGroup var suite: SuiteOptions
    @Option(help: "Write this file for Kamailio's dispatcher module.") var dispatcher: String?
    @Option(help: "Run this shell command after the file has changed, such as 'kamcmd dispatcher.reload'.") var then: String?
    @Flag(help: "Go on, once a second.") var follow = false

    func validate() throws {
        if follow || then != nil, dispatcher == nil { throw ValidationError("--follow and --then need --dispatcher FILE") }
    }

    func run() async throws {
        try await OperatorLink.with(suite) { bus in
            var written: String?
            let stop = Task { for await _ in Signals.stopping() { return } }
            repeat {
                let gateways = await Self.gateways(bus)
                if let dispatcher { try write(gateways, to: dispatcher, after: &written) } else { show(gateways) }
                guard follow else { break }
                try await pause(until: stop)
            } while !stop.isCancelled
        }
    }

    /// A second, or less when the end is asked for.
    private func pause(until stop: Task<Void, Never>) async throws {
        await withTaskGroup { group in
            group.addTask {
                await stop.value; stop.cancel()
            }
            group.addTask { try? await Task.sleep(for: .seconds(1)) }
            await group.next()
            group.cancelAll()
        }
    }

    private static func gateways(_ bus: any Bus) async -> [GatewayLine] {
        await bus.look()
        var lines: [GatewayLine] = []
        for instance in bus.instances(of: .mediaGateway).sorted(by: { $0.id < $1.id }) {
            // One that does not answer is left out: the proxy would only wait for it.
            guard let answer = try? await bus.ask(DescribeGateway(), of: instance.id) else { continue }
            lines.append(GatewayLine(instance: instance.id, state: answer))
        }
        return lines
    }

    private func show(_ gateways: [GatewayLine]) {
        if gateways.isEmpty { Terminal.print("no media gateway answers") }
        for gateway in gateways { Terminal.print(gateway.text) }
    }

    private func write(_ gateways: [GatewayLine], to file: String, after written: inout String?) throws {
        let list = GatewayLine.dispatcher(gateways)
        guard list != written else { return }
        try list.write(toFile: file, atomically: true, encoding: .utf8)
        written = list
        guard let then else { return }
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", then]
        try shell.run()
        shell.waitUntilExit()
    }
}

struct GatewayLine {
    let instance: InstanceID
    let state: DescribeGateway.Answer

    var text: String {
        let places = state.listens.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "  ")
        return "\(instance)  \(places)  calls \(state.calls) of \(state.capacity)\(state.draining ? "  draining" : "")"
    }

    /// Set 1 of the dispatcher: each gateway's share of the new calls is its share of the free room, in steps of five so
    /// that the list is not written for every call.
    static func dispatcher(_ gateways: [GatewayLine]) -> String {
        let taking = gateways.filter { !$0.state.draining }
        let room = taking.map { max(0, $0.state.capacity - $0.state.calls) }
        let all = max(room.reduce(0, +), 1)
        let lines = zip(taking, room).compactMap { gateway, free in
            gateway.state.listens["udp"].map { "1 sip:\($0) 0 0 duid=\(gateway.instance);rweight=\(max(1, (100 * free / all + 2) / 5 * 5))" }
        }
        return "# set destination flags priority attributes\n" + lines.map { $0 + "\n" }.joined()
    }
}
