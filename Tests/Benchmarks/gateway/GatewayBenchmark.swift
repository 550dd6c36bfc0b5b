import CSys
import Glibc

/// Drives a running media gateway and prints what it costs and how fast it answers, beside what it is to be.
///
///     Tests/Benchmarks/gateway/run                                    starts PostgreSQL and a gateway, and this
///     GatewayBenchmark ADDRESS PORT PID POSTMASTER [SECONDS] [PHONES PASSWORD] [NUMBER ROUTING SPEECH]
///
/// PID and POSTMASTER are the processes whose processor time is counted; POSTMASTER 0 counts none. PHONES are user names
/// between commas. NUMBER is one that the assistant answers, ROUTING and SPEECH the processes that it needs. The load runs on one thread and says how late it was itself; nothing is asserted.
@main
struct GatewayBenchmark {
    let address: sys_address
    let name: String
    let cost: ProcessCost
    let seconds: Int
    /// Nil without one that the assistant answers.
    let number: String?
    private let phones: [String]
    private let password: String
    private static let calls = 200

    static func main() throws {
        guard let benchmark = GatewayBenchmark(CommandLine.arguments) else {
            return print("usage: GatewayBenchmark ADDRESS PORT PID POSTMASTER [SECONDS] [PHONES PASSWORD] [NUMBER ROUTING SPEECH]")
        }
        try benchmark.run()
    }

    private init?(_ arguments: [String]) {
        guard arguments.count >= 5, let port = UInt16(arguments[2]), let gateway = pid_t(arguments[3]), let postmaster = pid_t(arguments[4]) else { return nil }
        var address = sys_address()
        guard sys_address_parse(arguments[1], port, &address) == 0 else { return nil }
        self.address = address
        name = "\(arguments[1]):\(port)"
        var cost = ProcessCost(gateway: gateway, postmaster: postmaster == 0 ? nil : postmaster)
        number = arguments.count > 10 ? arguments[8] : nil
        if arguments.count > 10 { (cost.routing, cost.speech) = (pid_t(arguments[9]), pid_t(arguments[10])) }
        self.cost = cost
        seconds = arguments.count > 5 ? max(2, Int(arguments[5]) ?? 10) : 10
        phones = arguments.count > 7 ? arguments[6].split(separator: ",").map(String.init) : []
        password = arguments.count > 7 ? arguments[7] : ""
    }

    private func run() throws {
        print("\(Table.machine); load of the machine \(Table.load); each step \(seconds) s; times in ms; lines from a release build")
        let load = try CallLoad(gateway: address, name: name, rtpPort: 9)
        _ = load.ramp("echo", rate: 25, seconds: 2)
        Table.head()
        setUp(load)
        try sound("echo", bar: 6.0) { $0.echo(seconds: $1) }
        try sound("play", bar: 4.2) { $0.hear(seconds: $1) }
        try messages()
        if let number { try assisted(number) }
        print("load of the machine \(Table.load)")
    }

    /// Calls a second, and what each costs.
    private func setUp(_ load: CallLoad) {
        let resident = cost.resident()
        var placed = 0
        for rate in [25, 50, 100, 200, 400] {
            floor(rate)
            let before = cost.seconds()
            var result = load.ramp("echo", rate: rate, seconds: seconds)
            let after = cost.seconds(), calls = Double(max(1, result.answered.count))
            placed += result.answered.count
            let gateway = (after.gateway - before.gateway) / calls * 1000, database = (after.gatewaysDatabase - before.gatewaysDatabase) / calls * 1000
            Table.row(
                "INVITE→200 at \(rate)/s", "p50 / p99 / most of \(result.answered.count) calls", "0.4 / 4",
                "\(result.answered.text()); refused \(result.failed), unanswered \(result.unanswered); own slip \(result.slip.text())")
            Table.row(
                "CPU per call at \(rate)/s", "(gateway + its database) / calls", "0.95 ms",
                "\(Table.number(gateway + database, 2)) ms (\(Table.number(gateway, 2)) + \(Table.number(database, 2)))")
        }
        Table.row("memory kept after \(placed) calls", "RSS after - RSS before", "flat", "\((cost.resident() - resident) / 1024) kB")
    }

    /// What is left of the time between INVITE and 200 when nothing is done: waking a thread and two datagrams of their size.
    private func floor(_ rate: Int) {
        guard var spread = try? EchoFloor(request: 560, answer: 750).run(rate: rate, seconds: 2) else { return }
        Table.row("bare datagram and answer at \(rate)/s", "p50 / p99 / most of \(spread.count)", "", spread.text())
    }

    private func sound(_ number: String, bar: Double, _ run: (SoundLoad, Int) -> SoundLoad.Result) throws {
        let sound = try SoundLoad()
        let load = try CallLoad(gateway: address, name: name, rtpPort: sound.line.port)
        let resident = cost.resident()
        let dialogs = try load.hold(number, calls: Self.calls)
        sound.begin(dialogs)
        _ = run(sound, 1)
        let before = cost.seconds(), began = sys_monotonic()
        var result = run(sound, seconds)
        let hours = Double(sys_monotonic() - began) / 3.6e12 * Double(dialogs.count), after = cost.seconds()
        Table.row(
            "\(number), \(dialogs.count) calls", "CPU seconds / call-hour", Table.number(bar, 1),
            "\(Table.number((after.gateway - before.gateway) / hours, 2)) s; sent \(result.sent), received \(result.received), lost \(result.lost)")
        if result.sent > 0 { Table.row("audio round trip", "received - sent, p50 / p99 / most", "0.2", "\(result.roundTrip.text()); own slip \(result.slip.text())") }
        Table.row("memory per \(number) call", "(RSS with calls - RSS before) / calls", "130 kB", "\((cost.resident() - resident) / 1024 / dialogs.count) kB")
        load.endAll()
    }

    private func messages() throws {
        let load = try MessageLoad(gateway: address, name: name)
        let before = cost.seconds(), answered = load.options(rate: 1000, seconds: seconds), after = cost.seconds()
        Table.row("OPTIONS", "CPU / message", "70 µs", "\(Table.number((after.gateway - before.gateway) / Double(max(1, answered)) * 1e6, 1)) µs; answered \(answered)")
        guard !phones.isEmpty else { return }
        _ = load.register(phones, password: password, rate: 20, seconds: 1)
        let start = cost.seconds(), result = load.register(phones, password: password, rate: 200, seconds: seconds), end = cost.seconds()
        let messages = Double(max(1, result.messages)) / 1e6
        let gateway = (end.gateway - start.gateway) / messages, database = (end.gatewaysDatabase - start.gatewaysDatabase) / messages
        Table.row(
            "REGISTER", "(gateway + its database) / message, every other one challenged", "110 µs",
            "\(Table.number(gateway + database, 1)) µs (\(Table.number(gateway, 1)) + \(Table.number(database, 1))); messages \(result.messages), registered \(result.registered)")
    }
}
