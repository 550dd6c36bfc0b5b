import SpeechIntentCore
import Testing

struct KnowledgeTests {
    private func index(_ loaded: Packs.Loaded) -> ArticleIndex { ArticleIndex(loaded.pack.articles, tables: loaded.tables) }

    @Test(
        "questions find their article",
        arguments: [
            ("供暖什么时候开始", "heat-schedule-2026"), ("一平米多少钱啊", "fee-standard"), ("屋里多少度才达标", "temp-standard"), ("不用暖气还要交钱吗", "suspend-rule"),
            ("暖气片咋放气", "vent-how"), ("营业厅几点上班", "hall-info"), ("低保户有没有优惠", "discount-lowincome"), ("二手房过户要啥材料", "transfer-how"),
        ])
    func heating(question: String, article: String) throws {
        #expect(self.index(try #require(Packs.heating)).search(question, on: Packs.today).first?.article == article)
    }

    @Test(
        "shop questions find their article",
        arguments: [
            ("退货运费谁出", "return-freight"), ("退款几天能到账", "refund-time"), ("买完降价了能退差价吗", "price-protect"), ("优惠券为啥用不了", "coupon-rule"), ("怎么注销账号", "login-rebind"),
        ])
    func shop(question: String, article: String) throws {
        #expect(self.index(try #require(Packs.named("ecommerce"))).search(question, on: Packs.today).first?.article == article)
    }

    @Test("the score of a right answer stands out from that of a wrong question")
    func scores() throws {
        let index = self.index(try #require(Packs.heating))
        for question in ["供暖什么时候开始", "一平米多少钱啊", "暖气片咋放气", "二手房过户要啥材料", "营业厅几点上班", "不用暖气还要交钱吗"] {
            #expect((index.search(question, on: Packs.today).first?.score ?? 0) > 0.28, "\(question)")
        }
        for question in ["明天股票会涨吗", "帮我叫个外卖", "世界杯谁赢了", "孩子发烧怎么办"] {
            #expect((index.search(question, on: Packs.today).first?.score ?? 0) < 0.25, "\(question)")
        }
    }

    @Test("an article answers only while it is valid")
    func validity() throws {
        let index = self.index(try #require(Packs.heating))
        let lastWinter = try #require(CalendarDate(year: 2026, month: 1, day: 5))
        #expect(index.search("供暖什么时候开始", on: lastWinter).first?.article == "heat-schedule-2025")
        #expect(index.search("供暖什么时候开始", on: Packs.today).first?.version == 2)
    }

    @Test("a question about nothing in the pack finds nothing much")
    func nothing() throws {
        let hits = self.index(try #require(Packs.heating)).search("火星上有没有水", on: Packs.today)
        #expect((hits.first?.score ?? 0) < 0.3)
    }
}
