import CSys

/// A number that the assistant answers: Routing admits the call, speech takes it, its events are written.
extension GatewayBenchmark {
    private static let talking = 100

    func assisted(_ number: String) throws {
        let load = try CallLoad(gateway: address, name: name, rtpPort: 9, caller: "13900001234")
        _ = load.ramp(number, rate: 25, seconds: 2)
        for rate in [25, 50, 100, 200] { answered(by: load, number, rate: rate) }
        try conversations(number)
    }

    private func answered(by load: CallLoad, _ number: String, rate: Int) {
        let before = cost.seconds()
        var result = load.ramp(number, rate: rate, seconds: seconds)
        let spent = cost.seconds() - before, calls = Double(max(1, result.answered.count))
        let late = result.answered.count(over: 195)
        Table.row(
            "assistant, INVITE→200 at \(rate)/s", "p50 / p99 / most of \(result.answered.count) calls", "p99 10",
            "\(result.answered.text()); refused \(result.failed), unanswered \(result.unanswered), without Routing after its 200 ms \(late); own slip \(result.slip.text())")
        Table.row("assistant, CPU per call at \(rate)/s", "all processes / calls", "", "\(Table.number(spent.all / calls * 1000, 2)) ms \(parts(of: spent, per: calls / 1000))")
    }

    /// Callers who talk all the time to an assistant who talks all the time.
    private func conversations(_ number: String) throws {
        let sound = try SoundLoad()
        let load = try CallLoad(gateway: address, name: name, rtpPort: sound.line.port, caller: "13900001234")
        let dialogs = try load.hold(number, calls: Self.talking)
        sound.begin(dialogs)
        _ = sound.converse(seconds: 1)
        let before = cost.seconds(), began = sys_monotonic()
        let result = sound.converse(seconds: seconds)
        let hours = Double(sys_monotonic() - began) / 3.6e12 * Double(dialogs.count), spent = cost.seconds() - before
        Table.row(
            "assistant, \(dialogs.count) calls, streams and recording", "CPU seconds of all processes / call-hour, speech without its models", "",
            "\(Table.number(spent.all / hours, 1)) s \(parts(of: spent, per: hours)); sent \(result.sent), received \(result.received), lost \(result.lost)")
        load.endAll()
    }

    private func parts(of spent: ProcessTime, per unit: Double) -> String {
        let parts = [("gateway", spent.gateway), ("routing", spent.routing), ("speech's stand-in", spent.speech), ("PostgreSQL", spent.database)]
        return "(" + parts.map { "\($0.0) \(Table.number($0.1 / unit, 2))" }.joined(separator: " + ") + ")"
    }
}
