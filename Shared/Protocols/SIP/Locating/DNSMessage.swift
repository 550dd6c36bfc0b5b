/// Questions to a name server and its answers, as octets (RFC 1035 §4). Only what finding SIP servers needs.
public enum DNSMessage {
    public enum Kind: UInt16, Sendable, CaseIterable {
        case a = 1
        case aaaa = 28
        case srv = 33
        case naptr = 35
    }

    /// One resource record of an answer.
    public enum Record: Equatable, Sendable {
        case address(IPAddress)
        case srv(DNSAnswer.SRV)
        case naptr(DNSAnswer.NAPTR)
    }

    /// Nil when the name is none: labels of 1 to 63 octets, 253 in all (RFC 1035 §2.3.4).
    public static func query(_ name: String, _ kind: Kind, id: UInt16) -> [UInt8]? {
        guard let question = self.question(name, kind) else { return nil }
        // Recursion is desired; one question.
        return [UInt8(id >> 8), UInt8(id & 255), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + question
    }

    private static func question(_ name: String, _ kind: Kind) -> [UInt8]? {
        let labels = name.split(separator: ".", omittingEmptySubsequences: true)
        guard !labels.isEmpty, name.utf8.count <= 253 else { return nil }
        var octets: [UInt8] = []
        for label in labels {
            guard (1...63).contains(label.utf8.count), label.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
            octets.append(UInt8(label.utf8.count))
            octets += label.utf8
        }
        return octets + [0, UInt8(kind.rawValue >> 8), UInt8(kind.rawValue & 255), 0, 1]
    }

    /// What a name server answered to `query` of the same arguments; aliases are followed by the server.
    /// - Returns: nil when the datagram is no answer to it; empty when it says that there is nothing, or that it failed.
    public static func records(_ datagram: [UInt8], to name: String, _ kind: Kind, id: UInt16) -> [Record]? {
        var reader = Reader(octets: datagram)
        guard reader.number() == id, let flags = reader.number(), flags & 0x8000 != 0, reader.number() == 1, let answers = reader.number() else { return nil }
        reader.at = 12
        guard let asked = self.question(name, kind), let wanted = reader.name(), reader.number() == kind.rawValue, reader.number() == 1 else { return nil }
        guard wanted.asciiLowercased == self.text(asked).asciiLowercased else { return nil }
        guard flags & 15 == 0 else { return [] }
        var records: [Record] = []
        for _ in 0..<min(answers, 64) {
            guard let record = reader.record() else { break }
            if let record = record.value, record.kind == kind { records.append(record.record) }
        }
        return records
    }

    private static func text(_ question: [UInt8]) -> String {
        var reader = Reader(octets: question)
        return reader.name() ?? ""
    }
}

extension DNSMessage {
    private struct Reader {
        let octets: [UInt8]
        var at = 0

        mutating func octet() -> UInt8? {
            guard octets.indices.contains(at) else { return nil }
            defer { at += 1 }
            return octets[at]
        }

        mutating func number() -> UInt16? {
            guard let high = octet(), let low = octet() else { return nil }
            return UInt16(high) << 8 | UInt16(low)
        }

        /// RFC 1035 §4.1.4: a pointer leads to what stands before it, so that none leads in a circle.
        mutating func name() -> String? {
            var labels: [String] = [], place = at, resume: Int?
            while octets.indices.contains(place) {
                let length = Int(octets[place])
                if length == 0 {
                    at = resume ?? place + 1
                    return labels.joined(separator: ".")
                }
                if length & 0xC0 == 0xC0 {
                    guard octets.indices.contains(place + 1), case let target = (length & 0x3F) << 8 | Int(octets[place + 1]), target < place else { return nil }
                    resume = resume ?? place + 2
                    place = target
                    continue
                }
                guard length < 64, place + 1 + length <= octets.count, labels.count < 128 else { return nil }
                labels.append(String(bytes: octets[place + 1..<place + 1 + length]))
                place += 1 + length
            }
            return nil
        }

        /// RFC 1035 §3.3: a length and so many octets.
        mutating func string() -> String? {
            guard let length = octet(), at + Int(length) <= octets.count else { return nil }
            defer { at += Int(length) }
            return String(bytes: octets[at..<at + Int(length)])
        }

        /// - Returns: nil at the end, or where what follows cannot be read; without a value for a kind that is not known.
        mutating func record() -> (value: (kind: Kind, record: Record)?, end: Int)? {
            guard name() != nil, let type = number(), number() != nil, number() != nil, number() != nil, let length = number(), case let end = at + Int(length), end <= octets.count else { return nil }
            defer { at = end }
            guard let kind = Kind(rawValue: type), let record = value(kind, until: end) else { return (nil, end) }
            return ((kind, record), end)
        }

        private mutating func value(_ kind: Kind, until end: Int) -> Record? {
            switch kind {
            case .a where end - at == 4: return .address(.v4(octets[at..<end].reduce(0) { $0 << 8 | UInt32($1) }))
            case .aaaa where end - at == 16:
                let halves = [octets[at..<at + 8], octets[at + 8..<end]].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
                return .address(.v6(halves[0], halves[1]))
            case .srv:
                guard let priority = number(), let weight = number(), let port = number(), let target = name() else { return nil }
                return .srv(DNSAnswer.SRV(priority: priority, weight: weight, port: port, target: target))
            case .naptr:
                guard let order = number(), let preference = number(), let flags = string(), let service = string(), string() != nil, let next = name() else { return nil }
                return .naptr(DNSAnswer.NAPTR(order: order, preference: preference, flags: flags, service: service, replacement: next))
            case .a, .aaaa: return nil
            }
        }
    }
}
