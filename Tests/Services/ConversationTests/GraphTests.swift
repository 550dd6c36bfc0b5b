import Contracts
import SpeechIntentCore
import SpeechIntentPackFiles
import Testing
import Vocabulary

@Suite("The knowledge graph")
struct GraphTests {
    private static let heating = try? PackFolder.standard().load("heating")

    private func begun() throws -> Talk {
        var talk = Talk(try #require(Self.heating))
        talk.step { $0.callStarted(at: $1) }
        talk.step { $0.customerFound(Talk.customer, at: $1) }
        return talk
    }

    @Test("楼上热楼下不热: air in the riser, vent first, then a visit, with every source in the record")
    func riser() throws {
        var talk = try begun()
        let said = talk.caller("楼上热楼下不热是咋回事", "radiator_partial_not_hot", 0.7)
        #expect(said.hasPrefix("楼上热楼下不热，多半是立管里积了气"))
        #expect(said.contains("放气阀") && said.hasSuffix("还不行的话，我帮您登记师傅上门查立管，由维修站处理，需要吗？"))
        let decision = try #require(talk.decisions.last)
        #expect(decision.passages == ["heating-graph@1", "vent-how@1"])
        #expect(decision.reason.contains("riser_airlock"))
        talk.caller("要", reply: .affirm)
        #expect(talk.conversation.state.task?.slots["detail"]?.value == "楼上热楼下不热")
        talk.yes()
        #expect(talk.acts.first?.action == "ticket.create")
    }

    @Test(
        "what is noticed leads to its cause",
        arguments: [
            ("我们家楼上挺暖和的我家怎么这么凉", "air_in_riser"), ("楼下都热就顶楼不热", "air_at_top"), ("对门家里热得很就我家冰凉", "inlet_blocked"),
            ("整个单元都不热", "building_supply"), ("暖气片上面烫手下面凉的", "low_flow"), ("暖气片下面热上面冰凉", "air_in_radiator"),
            ("别的屋都热就主卧不热", "branch_valve"), ("白天还热晚上就凉了", "supply_adjustment"), ("管子咕噜咕噜响还不热", "air_in_radiator"),
            ("进水管烫回水管冰凉", "filter_clogged"), ("分水器有一路不热", "floor_branch_air"),
        ])
    func causes(words: String, cause: String) throws {
        let graph = try #require(Self.heating?.graph)
        #expect(graph.path(from: words)?.cause.id == cause)
    }

    @Test("what is not noticed leads nowhere", arguments: ["", "楼上不热楼下不热", "家里不热", "楼上漏水了", String(repeating: "楼上热", count: 3000), "😀"])
    func nowhere(words: String) throws {
        #expect(try #require(Self.heating?.graph).path(from: words) == nil)
    }

    @Test("who has tried that already is not told again: the visit", arguments: ["放过了没用", "试过了还是不热"])
    func tried(words: String) throws {
        var talk = try begun()
        talk.caller("楼上热楼下不热", "radiator_partial_not_hot", 0.7)
        #expect(talk.caller(words, "air_venting", 0.8).contains("登记"))
        #expect(talk.conversation.state.task?.scenario == "not_hot_home")
    }

    @Test("who wants somebody to come is not told to try first")
    func visit() throws {
        var talk = try begun()
        #expect(talk.caller("楼上热楼下不热赶紧派人来", "not_hot_home", 0.8).contains("登记"))
        #expect(talk.conversation.state.task?.scenario == "not_hot_home")
    }

    @Test("names that lead nowhere are named")
    func dangling() throws {
        var graph = try #require(Self.heating?.graph)
        graph.causes.removeFirst()
        graph.departments = []
        graph.symptoms[1].words = []
        let problems = graph.problems(articles: [], scenarios: [])
        for missing in ["air_in_riser", "station", "vent-how", "not_hot_home", "lower_hot_upper_cold has no words"] {
            #expect(problems.contains { $0.contains(missing) })
        }
    }

    @Test("articles that answer the same question differently on the same day are named; days and intents tell them apart")
    func conflicts() {
        let day = SmallPack.today
        let old = Article(id: "a", title: "几点开门", body: "八点。", effectiveUntil: day, source: "官网")
        var new = Article(id: "b", title: "门", body: "九点。", questions: ["几点开门？"], source: "通知")
        #expect(ArticleConflict.all(among: [old, new], on: day).map { [$0.first, $0.second, $0.question] } == [["a", "b", "几点开门"]])
        new.effectiveFrom = CalendarDate(dayNumber: day.dayNumber + 1)
        #expect(ArticleConflict.all(among: [old, new], on: day).isEmpty)
        #expect(ArticleConflict.all(among: [old, new], on: CalendarDate(dayNumber: day.dayNumber + 1)).isEmpty)
    }
}
