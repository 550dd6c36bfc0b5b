import SpeechIntentCore
import Testing
@testable import SpeechIntentEngines

@Suite("Traditional characters become simplified")
struct OpenCCConverterTests {
    @Test(arguments: [("我家暖氣不熱已經三天了", "我家暖气不热已经三天了"), ("電梯壞了有人被困在裡面", "电梯坏了有人被困在里面"), ("好的15度", "好的15度"), ("", "")])
    func converts(given: String, simplified: String) throws {
        #expect(try OpenCCConverter().simplified(given) == simplified)
    }

    @Test("A dictionary that is absent is named with the package that brings it")
    func absent() throws {
        let failure = try #require(throws: EngineFailure.self) { _ = try OpenCCConverter(configuration: "no-such.json") }
        #expect(failure.code == .missing && failure.reason.contains("libopencc-data"))
    }
}
