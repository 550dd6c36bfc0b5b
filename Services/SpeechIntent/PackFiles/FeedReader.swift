import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The entries of an RSS 2.0 or Atom (RFC 4287) feed.
public struct FeedEntry: Equatable, Sendable {
    public var id = ""
    public var title = ""
    /// Without marks.
    public var text = ""
    /// Last change as the feed writes it.
    public var changed = ""
}

extension FeedEntry {
    /// More entries than any feed shows.
    static let most = 500

    /// Nil when it is no XML, or holds no entry.
    public static func read(_ data: Data) -> [FeedEntry]? {
        let reader = Reader(), parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        guard parser.parse(), !reader.entries.isEmpty else { return nil }
        return reader.entries
    }

    /// The hour of the last change since 2020, from 1: a later change is a higher version.
    public var version: Int {
        let date = Self.internet.date(from: changed) ?? (try? Date(changed, strategy: .iso8601))
        return max(1, Int((date?.timeIntervalSince1970 ?? 0) - 1_577_836_800) / 3600)
    }

    /// RFC 822 dates of RSS.
    private static var internet: DateFormatter {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
        return format
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var entries: [FeedEntry] = []
        private var entry: FeedEntry?
        private var text = ""

        func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]) {
            if name == "item" || name == "entry" { entry = FeedEntry() }
            text = ""
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if text.count < 10_000 { text += string }
        }

        func parser(_ parser: XMLParser, foundCDATA block: Data) { text += String(decoding: block.prefix(10_000), as: UTF8.self) }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            let words = FeedEntry.plain(text)
            switch name {
            case "item", "entry": finish()
            case "guid", "id": entry?.id = words
            case "link" where entry?.id.isEmpty == true: entry?.id = words
            case "title": entry?.title = words
            case "description", "summary", "content": if !words.isEmpty { entry?.text = words }
            case "pubDate", "updated": entry?.changed = words
            default: break
            }
            text = ""
        }

        private func finish() {
            if let entry, !entry.title.isEmpty, !entry.text.isEmpty, entries.count < FeedEntry.most { entries.append(entry) }
            entry = nil
        }
    }

    /// Without tags and with single spaces.
    private static func plain(_ text: String) -> String {
        var words = "", isTag = false
        for character in text {
            switch character {
            case "<": isTag = true
            case ">" where isTag: isTag = false
            case _ where isTag: break
            default: words.append(character)
            }
        }
        return words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
