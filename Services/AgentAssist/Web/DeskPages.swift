import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// The page's files, compiled in.
struct DeskPages: Sendable {
    func add(to router: Router<WebContext>) {
        let html = "text/html; charset=utf-8", script = "text/javascript; charset=utf-8", style = "text/css; charset=utf-8"
        let pages = [
            "desk": PackageResources.desk_html, "desk/wall": PackageResources.wall_html, "desk/audit": PackageResources.audit_html, "desk/training": PackageResources.training_html,
            "desk/pop": PackageResources.pop_html,
        ]
        let styles = [
            "desk.css": PackageResources.desk_css, "call.css": PackageResources.call_css, "wall.css": PackageResources.wall_css, "training.css": PackageResources.training_css,
            "pop.css": PackageResources.pop_css,
        ]
        for (path, bytes) in pages { router.get(RouterPath(path)) { _, _ in Self.file(bytes, html) } }
        for (name, bytes) in styles { router.get(RouterPath("desk/" + name)) { _, _ in Self.file(bytes, style) } }
        for (name, bytes) in Self.modules { router.get(RouterPath("desk/" + name)) { _, _ in Self.file(bytes, script) } }
    }

    private static let modules = [
        "main.js": PackageResources.main_js, "server.js": PackageResources.server_js, "state.js": PackageResources.state_js, "dom.js": PackageResources.dom_js,
        "frame.js": PackageResources.frame_js, "words.js": PackageResources.words_js, "table.js": PackageResources.table_js, "keys.js": PackageResources.keys_js,
        "presence.js": PackageResources.presence_js, "reveal.js": PackageResources.reveal_js, "warm.js": PackageResources.warm_js,
        "entered.js": PackageResources.entered_js, "call.js": PackageResources.call_js, "banner.js": PackageResources.banner_js,
        "transcript.js": PackageResources.transcript_js, "side.js": PackageResources.side_js, "emotion.js": PackageResources.emotion_js,
        "guidance.js": PackageResources.guidance_js, "record.js": PackageResources.record_js, "wrapup.js": PackageResources.wrapup_js,
        "wall.js": PackageResources.wall_js, "keypad.js": PackageResources.keypad_js, "tickets.js": PackageResources.tickets_js, "confirm.js": PackageResources.confirm_js,
        "controls.js": PackageResources.controls_js,
        "supervise.js": PackageResources.supervise_js,
        "audit.js": PackageResources.audit_js,
        "training.js": PackageResources.training_js,
    ]

    /// Signed in by a link: the browser goes on to the desk by itself, so that the cookie goes along.
    var entered: Response { Self.file(PackageResources.entered_html, "text/html; charset=utf-8") }

    func linkIsOver(_ status: HTTPResponse.Status) -> Response {
        var response = Self.file(PackageResources.link_over_html, "text/html; charset=utf-8")
        response.status = status
        return response
    }

    static func file(_ bytes: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
                .contentSecurityPolicy:
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
