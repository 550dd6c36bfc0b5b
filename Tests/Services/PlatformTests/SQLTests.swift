import Store
import Testing
import Vocabulary

struct SQLTests {
    @Test("values become parameters, in order, and never text") func interpolation() {
        let name = "'; DROP TABLE x; --", none: Int? = nil
        let sql: SQL = "SELECT \(name), \(none), \(7)"
        #expect(sql.text == "SELECT $1, $2, $3")
        #expect(sql.parameters == [.text(name), .null, .text("7")])
    }

    @Test("times are ISO 8601 in UTC, to the microsecond, before and after 1970") func times() {
        let cases: [(Int64, String)] = [
            (0, "1970-01-01 00:00:00.000000+00"), (-1, "1969-12-31 23:59:59.999999+00"), (951_827_696_000_001, "2000-02-29 12:34:56.000001+00"),
            (1_763_836_593_123_456, "2025-11-22 18:36:33.123456+00"), (253_402_300_799_999_999, "9999-12-31 23:59:59.999999+00"),
            (-62_135_596_800_000_000, "0001-01-01 00:00:00.000000+00"),
        ]
        for (microseconds, text) in cases {
            #expect(Timestamp(microseconds: microseconds).sql == .text(text))
            #expect(Timestamp(sql: text) == Timestamp(microseconds: microseconds))
        }
        #expect(Timestamp(sql: "2025-11-22 18:36:33.5+00")?.microseconds == 1_763_836_593_500_000)
        #expect(Timestamp(sql: "2025-11-22 18:36:33+00")?.microseconds == 1_763_836_593_000_000)
        for text in ["", "infinity", "2025-11-22 18:36:33+08", "0044-03-15 00:00:00+00 BC", "x-1-1 0:0:0+00", "2025-11-22 18:36:33.+00", "2025-11-22 18:36:33.1234567+00"] {
            #expect(Timestamp(sql: text) == nil, "\(text)")
        }
    }

    @Test("every day of four centuries comes back") func days() {
        for day in stride(from: Int64(-73_000), through: 73_000, by: 1) {
            let time = Timestamp(microseconds: day * 86_400_000_000)
            guard case .text(let text) = time.sql, Timestamp(sql: text) == time else { Issue.record("day \(day)"); continue }
        }
    }

    @Test("arrays quote what they must and read what PostgreSQL writes") func arrays() {
        #expect([String]().sql == .text("{}"))
        #expect(["a", "say \"x\"", "b\\c", ""].sql == .text(#"{"a","say \"x\"","b\\c",""}"#))
        #expect([String?]([nil, "NULL"]).sql == .text(#"{NULL,"NULL"}"#))
        #expect([String](sql: #"{plain,"with, comma","q\"uote",供暖}"#) == ["plain", "with, comma", "q\"uote", "供暖"])
        #expect([Int](sql: "{1,-2,3}") == [1, -2, 3])
        #expect([String?](sql: "{NULL,x}") == [nil, "x"])
        #expect([String](sql: "{NULL}") == nil)
        #expect([UInt8](sql: "\\x00ff5c") == [0, 255, 0x5C])
        for text in ["", "{", "}", "{a", #"{"a}"#, #"{"a"b}"#, #"{"a\"#, "\\x0"] { #expect([String](sql: text) == nil, "\(text)") }
        #expect([UInt8](sql: "\\x0") == nil)
        #expect([UInt8](sql: "\\xzz") == nil)
    }
}
