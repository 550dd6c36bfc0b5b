/// Where a call that is redirected may still go (RFC 3261 §8.1.3.4).
struct SIPTargetSet: Sendable {
    /// Contacts that a call is carried on to, at most.
    private static let most = 5

    private var known: [SIPURI] = []
    private var left: [(uri: SIPURI, preference: Double)] = []

    /// Contacts of a 3xx: no address is tried twice, the preferred ones (`q`) first, others in the order that they came in.
    mutating func redirected(from tried: SIPURI, to contacts: [SIPNameAddress]) {
        if self.known.isEmpty { self.known.append(tried) }
        for contact in contacts where contact.uri.isSIP && self.known.count <= Self.most && !self.known.contains(where: { $0.isEquivalent(to: contact.uri) }) {
            self.known.append(contact.uri)
            let preference = contact.parameters["q"].flatMap { Double($0) } ?? 1
            let place = self.left.firstIndex { $0.preference < preference } ?? self.left.endIndex
            self.left.insert((contact.uri, preference), at: place)
        }
    }

    mutating func next() -> SIPURI? { self.left.isEmpty ? nil : self.left.removeFirst().uri }
}
