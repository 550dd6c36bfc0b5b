import Contracts
import Foundation
import Testing

/// What was once written decodes for ever, and nothing of it is lost: a golden body is never edited, a breaking change
/// is a new version beside it.
@Suite("Golden bodies") struct GoldenTests {
    @Test(arguments: Catalogue.events.map { $0.type })
    func decodesAndEncodesToTheSame(type: String) throws {
        let event = try #require(Catalogue.events.first { $0.type == type })
        let body = try Data(contentsOf: CatalogueTests.golden.appending(path: "\(type).json"))
        #expect(try canonical(Data(encoded(event, from: body))) == canonical(body))
    }

    @Test func aBodyOfAnotherShapeIsRefused() {
        #expect(throws: DecodingError.self) { try Body.decode(CallAnswered.self, from: Array(#"{"call":7}"#.utf8)) }
    }

    @Test func equalEventsHaveEqualBytes() {
        let event = CallAnswered(call: "c", setUp: 3)
        #expect(String(decoding: Body.encode(event), as: UTF8.self) == #"{"call":"c","setUp":3}"#)
    }

    private func encoded<E: Event>(_ type: E.Type, from body: Data) throws -> [UInt8] {
        Body.encode(try Body.decode(type, from: Array(body)))
    }

    private func canonical(_ body: Data) throws -> String {
        let object = try JSONSerialization.jsonObject(with: body)
        return String(decoding: try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
    }
}
