import Protocols
import Testing

/// Questions to name servers and their answers, octet by octet (RFC 1035).
@Suite struct DNSMessageTests {
    private func name(_ text: String) -> [UInt8] { text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + $0.utf8 } + [0] }

    /// An answer with one question, then records after their owner's name, each as type and data.
    private func answer(_ asked: String, _ kind: DNSMessage.Kind, _ records: [(UInt16, [UInt8])], id: UInt16 = 0x1234, flags: UInt16 = 0x8180) -> [UInt8] {
        var octets: [UInt8] = []
        func word(_ number: Int) {
            octets.append(UInt8(number >> 8 & 255))
            octets.append(UInt8(number & 255))
        }
        for number in [Int(id), Int(flags), 1, records.count, 0, 0] { word(number) }
        octets += name(asked)
        for number in [Int(kind.rawValue), 1] { word(number) }
        for (type, data) in records {
            for number in [0xC00C, Int(type), 1, 0, 60, data.count] { word(number) }
            octets += data
        }
        return octets
    }

    @Test func aQuestionIsItsLabels() {
        #expect(DNSMessage.query("a.bc", .srv, id: 0x1234) == [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 2, 98, 99, 0, 0, 33, 0, 1])
        for name in ["", ".", String(repeating: "a", count: 64), "a b", Array(repeating: "abcdefg", count: 40).joined(separator: ".")] {
            #expect(DNSMessage.query(name, .a, id: 1) == nil, "\(name)")
        }
    }

    @Test func recordsOfTheKindAskedForAreRead() {
        let addresses = answer("host.test", .a, [(5, name("other.test")), (1, [192, 0, 2, 1]), (28, Array(repeating: 1, count: 16)), (1, [192, 0, 2])])
        #expect(DNSMessage.records(addresses, to: "host.test", .a, id: 0x1234) == [.address(.v4(0xC000_0201))])
        let service = answer("_sip._udp.test", .srv, [(33, [0, 1, 0, 2, 0x13, 0xC4, 4] + Array("host".utf8) + [0xC0, 22])])
        #expect(DNSMessage.records(service, to: "_sip._udp.test", .srv, id: 0x1234) == [.srv(.init(priority: 1, weight: 2, port: 5060, target: "host.test"))])
        let pointer = answer("test", .naptr, [(35, [0, 10, 0, 20, 1, 115, 7] + Array("SIP+D2U".utf8) + [0] + name("_sip._udp.test"))])
        #expect(
            DNSMessage.records(pointer, to: "TEST.", .naptr, id: 0x1234)
                == [.naptr(.init(order: 10, preference: 20, flags: "s", service: "SIP+D2U", replacement: "_sip._udp.test"))])
    }

    @Test func whatIsNoAnswerToTheQuestionIsNone() {
        let right = answer("host.test", .a, [(1, [192, 0, 2, 1])])
        #expect(DNSMessage.records(right, to: "host.test", .a, id: 0x1235) == nil)
        #expect(DNSMessage.records(right, to: "other.test", .a, id: 0x1234) == nil)
        #expect(DNSMessage.records(right, to: "host.test", .aaaa, id: 0x1234) == nil)
        #expect(DNSMessage.records(answer("host.test", .a, [], flags: 0x0100), to: "host.test", .a, id: 0x1234) == nil, "a question")
        #expect(DNSMessage.records(answer("host.test", .a, [], flags: 0x8183), to: "host.test", .a, id: 0x1234) == [], "no such name")
    }

    /// Pointers that lead in a circle, lengths beyond the end, cuts and noise.
    @Test(arguments: UInt64(1)...50) func damagedAnswersNeverTrap(seed: UInt64) {
        var random = SeededNumbers(seed)
        let records: [(UInt16, [UInt8])] = [(33, [0, 1, 0, 2, 0x13, 0xC4, 0xC0, 40]), (35, [0, 1, 0, 2, 1, 115, 255]), (1, [1, 2, 3, 4]), (33, [0, 1, 0, 2, 0x13, 0xC4, 0xC0, 12])]
        for kind in DNSMessage.Kind.allCases {
            let whole = answer("host.test", kind, records)
            for _ in 0..<100 {
                var bytes = Array(whole.prefix(random.below(whole.count + 1)))
                for _ in 0..<random.below(4) where !bytes.isEmpty { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
                _ = DNSMessage.records(bytes, to: "host.test", kind, id: 0x1234)
            }
        }
    }
}
