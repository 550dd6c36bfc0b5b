import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// The page's files, compiled in.
struct DeskPages: Sendable {
    func add(to router: Router<WebContext>) {
        let html = "text/html; charset=utf-8", script = "text/javascript; charset=utf-8"
        router.get("desk") { _, _ in Self.file(PackageResources.desk_html, html) }
        router.get("desk/desk.css") { _, _ in Self.file(PackageResources.desk_css, "text/css; charset=utf-8") }
        let modules = [
            "main.js": PackageResources.main_js, "server.js": PackageResources.server_js, "state.js": PackageResources.state_js,
            "call.js": PackageResources.call_js, "emotion.js": PackageResources.emotion_js, "words.js": PackageResources.words_js, "dom.js": PackageResources.dom_js,
            "warm.js": PackageResources.warm_js, "entered.js": PackageResources.entered_js,
        ]
        for (name, bytes) in modules { router.get(RouterPath("desk/" + name)) { _, _ in Self.file(bytes, script) } }
    }

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
