import Contracts
import Vocabulary

/// Showing a masked value in clear: what, and why. Without a reason nothing is shown, and each showing is audited.
public enum Reveal {
    public enum Field: String, Codable, Sendable, Hashable, CaseIterable { case caller, account, address }

    public enum Reason: String, Codable, Sendable, Hashable, CaseIterable {
        /// To check who is calling.
        case verification
        /// To ring the caller back.
        case callBack = "call-back"
        /// A technician or courier needs it.
        case dispatch
        /// To correct the records.
        case correction
        case complaint
    }

    /// - Returns: nil when there is nothing to show.
    public static func value(of field: Field, caller: Masked<String>?, customer: CustomerCard?) -> Masked<String>? {
        switch field {
        case .caller: caller
        case .account: customer.flatMap { $0.accounts.isEmpty ? nil : Masked($0.accounts.map(\.revealed).joined(separator: "、")) }
        case .address: customer?.address
        }
    }
}
