import ArgumentParser
import Contracts
import Foundation
import Vocabulary

struct Records: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Puts customers, bills and parcels into the demonstration's business system.",
        discussion:
            "Reads a JSON array from standard input: [{\"number\", \"name\", \"address\", \"account\", \"due\" (fen), \"parcels\": [{\"order\", \"tracking\", \"goods\", \"state\", \"place\", \"expected\"}]}]"
    )

    @OptionGroup var suite: SuiteOptions
    @Option(help: "The company.") var tenant: String

    func run() async throws {
        let input = FileHandle.standardInput.readDataToEndOfFile()
        let customers: [DemoCustomer]
        do { customers = try Body.decode([DemoCustomer].self, from: Array(input)) } catch {
            throw ValidationError("standard input is not the JSON that is described in hotline records --help")
        }
        try await OperatorLink.with(suite) { _ = try await OperatorLink.ask(PutDemoRecords(tenant: TenantID(tenant), customers: customers), on: $0) }
        Terminal.print("\(customers.count) customers with \(customers.reduce(0) { $0 + $1.parcels.count }) parcels")
    }
}
