import Contracts
import Runtime
import Security
import Vocabulary

extension Sealer: PersonalSeal {
    public func seal<Value: Codable & Sendable>(_ value: Value, customer: CustomerID?, call: CallID, tenant: TenantID, kind: String) async throws -> Sealed<Value> {
        try await seal(value, person: person(customer: customer, call: call, tenant: tenant), kind: kind, subject: call.value)
    }

    public func open<Value: Codable & Sendable>(_ sealed: Sealed<Value>, call: CallID, kind: String) async throws -> Value {
        try await open(sealed, kind: kind, subject: call.value)
    }
}

extension Journal: FactJournal {}
