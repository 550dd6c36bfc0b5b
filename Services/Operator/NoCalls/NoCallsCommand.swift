import ArgumentParser
import Contracts
import Foundation
import Vocabulary

struct NoCallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "no-calls", abstract: "Numbers that said no to calls, and are not rung.",
        discussion: "Numbers are read from standard input, one a line, so that they stand in no list of processes and no shell's history. What a number wished before it "
            + "said no ends; a wish that it leaves later is its own consent to that one call.",
        subcommands: [Add.self, Remove.self, List.self], defaultSubcommand: List.self)

    /// The numbers on standard input; empty lines and what follows `#` are passed over.
    static func numbers() throws -> [Masked<String>] {
        let text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        let numbers = text.split(whereSeparator: \.isNewline).map { $0.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !numbers.isEmpty else { throw ValidationError("no number on standard input; one a line is expected") }
        return numbers.map { Masked($0) }
    }

    /// Who changed the list, and by how much: the numbers themselves stay out of the audit chain.
    static func note(_ action: String, _ tenant: TenantID, _ detail: String, _ suite: SuiteOptions) async throws {
        try await PeopleLink.with(suite) { link in
            try await link.audit.append(actor: "operator:" + NSUserName(), action: "no-calls." + action, subject: tenant.value, detail: detail)
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Puts the numbers of standard input on the list.")
        @OptionGroup var suite: SuiteOptions
        @Option(help: "The company.") var tenant: String
        @Option(help: "How it is known: letter, authority, import…") var source = "operator"

        /// What one request takes.
        private static let portion = 1000

        func run() async throws {
            let numbers = try NoCallsCommand.numbers(), tenant = TenantID(tenant), source = source
            let done = try await OperatorLink.with(suite) { bus in
                var done = RefuseCalls.Answer(added: 0, ended: 0)
                for start in stride(from: 0, to: numbers.count, by: Self.portion) {
                    let portion = Array(numbers[start..<min(start + Self.portion, numbers.count)])
                    do {
                        let answer = try await OperatorLink.ask(RefuseCalls(tenant: tenant, numbers: portion, source: source), on: bus)
                        (done.added, done.ended) = (done.added + answer.added, done.ended + answer.ended)
                    } catch let failure as RequestFailure where failure.code == .invalid {
                        throw ValidationError("\(failure.reason) (counted from number \(start + 1)); \(done.added) were added before it")
                    }
                }
                return done
            }
            try await NoCallsCommand.note("add", tenant, "\(done.added) by \(source)", suite)
            Terminal.print("\(done.added) of \(numbers.count) numbers are new on the list; \(done.ended) wishes to be rung back ended")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes the numbers of standard input off the list.")
        @OptionGroup var suite: SuiteOptions
        @Option(help: "The company.") var tenant: String

        func run() async throws {
            let numbers = try NoCallsCommand.numbers(), tenant = TenantID(tenant)
            let gone = try await OperatorLink.with(suite) { bus in
                var gone = 0
                for number in numbers {
                    do {
                        _ = try await OperatorLink.ask(AllowCalls(tenant: tenant, number: number), on: bus)
                        gone += 1
                    } catch let failure as RequestFailure where failure.code == .notFound {}
                }
                return gone
            }
            if gone > 0 { try await NoCallsCommand.note("remove", tenant, "\(gone)", suite) }
            Terminal.print(gone == numbers.count ? "\(gone) numbers may be rung again" : "\(gone) numbers may be rung again; \(numbers.count - gone) were not on the list")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the list, the newest first; numbers in part only.")
        @OptionGroup var suite: SuiteOptions
        @Option(help: "The company.") var tenant: String
        @Option(help: "1 to 1000.") var limit = 100

        func run() async throws {
            let tenant = TenantID(tenant), limit = limit
            let list = try await OperatorLink.with(suite) { try await OperatorLink.ask(ListNoCalls(tenant: tenant, limit: limit), on: $0) }
            if list.numbers.isEmpty { Terminal.print("nobody yet; add numbers with: hotline no-calls add --tenant \(tenant) < FILE") }
            for one in list.numbers { Terminal.print("\(one.number.map { Self.part($0.revealed) } ?? "erased")  since \(Self.day(one.since))  \(one.source)") }
            if list.total > list.numbers.count { Terminal.print("and \(list.total - list.numbers.count) more") }
        }

        private static func day(_ time: Timestamp) -> String {
            Date(timeIntervalSince1970: Double(time.microseconds) / 1e6).formatted(.iso8601.year().month().day())
        }

        private static func part(_ number: String) -> String {
            number.count >= 8 ? number.prefix(3) + "****" + number.suffix(4) : "****" + number.suffix(2)
        }
    }
}
