import AnalyticsCore
import AnalyticsShell
import Contracts
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary
import Web

extension AnalyticsRoutes {
    /// `GET /v1/calls/{id}/recording`: a WAVE file, or the range of it that a player seeks (RFC 9110 §14).
    func recording(_ call: CallID, _ request: Request) async throws -> Response {
        do {
            let reader = try await reader(of: request)
            guard let recordings, let layout = try await queries.recording(of: call, tenant: reader.tenant), !layout.isEmpty else {
                throw Refusal(.notFound, "no such call, or it was not recorded")
            }
            let range = ByteRange(request.headers[.range], of: layout.count)
            if case .unsatisfiable = range { return Self.unsatisfiable(layout.count) }
            if Self.begins(range) { try await recordings.noteListener(reader.name, call: call) }
            return Self.answer(range, layout, call, recordings)
        } catch let refusal as Refusal {
            return refusal.response
        }
    }

    /// A player that seeks asks many times.
    private static func begins(_ range: ByteRange) -> Bool {
        if case .part(let part) = range { return part.lowerBound == 0 }
        return true
    }

    private static func answer(_ range: ByteRange, _ layout: RecordingLayout, _ call: CallID, _ recordings: Recordings) -> Response {
        var headers: HTTPFields = [.contentType: "audio/wav", .acceptRanges: "bytes", .cacheControl: "private, no-store"]
        var wanted = 0..<layout.count, status = HTTPResponse.Status.ok
        if case .part(let part) = range {
            wanted = part
            status = .partialContent
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(layout.count)"
        }
        let pieces = layout.pieces(of: wanted), sound = layout.sound
        let body = ResponseBody(contentLength: wanted.count) { writer in
            for piece in pieces { try await writer.write(ByteBuffer(bytes: await recordings.bytes(piece, of: call, sound: sound))) }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }

    private static func unsatisfiable(_ count: Int) -> Response {
        Response(status: .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(count)"])
    }
}
