import HTTPTypes
import Hummingbird
import Mustache

/// A view model with the template that shows it.
///
/// Mustache reads the stored properties by their names, so they are plain strings, truth values, lists and structs of
/// these; a nil or empty one hides its section.
protocol Page: Sendable {
    /// The template, by its file's name without the ending.
    static var template: String { get }
    /// The host and the links that every page shows.
    var site: PageSite { get }

    /// What a browser may do with it, if its form may end at that redirect URI.
    func securityPolicy(mayRedirectTo redirectURI: String?) -> PageSecurityPolicy
}

extension Page {
    /// The page as a document.
    func html() -> String {
        PageLibrary.shared.flatMap { $0.render(self, withTemplate: Self.template) } ?? Self.unmakeable
    }

    /// The page as an answer that no cache keeps.
    ///
    /// Chromium holds the redirect after a form to `form-action` too, so a page whose form may end at a client names
    /// the client's redirect URI here.
    func response(status: HTTPResponse.Status = .ok, mayRedirectTo redirectURI: String? = nil) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-store",
                .contentSecurityPolicy: securityPolicy(mayRedirectTo: redirectURI).value,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html()))
        )
    }

    func securityPolicy(mayRedirectTo redirectURI: String?) -> PageSecurityPolicy {
        PageSecurityPolicy(redirectURI: redirectURI)
    }

    /// What stands for a page whose template is missing: tests keep it from being seen.
    private static var unmakeable: String {
        "<!doctype html><html lang=\"en\"><title>This page is missing</title><h1>This page is missing</h1></html>"
    }
}
