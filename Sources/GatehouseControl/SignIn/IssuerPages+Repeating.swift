import HTTPTypes
import Hummingbird

extension IssuerPages {
    /// The most that a form of another site may hold: as a query it must fit into a request line.
    private static let longestQuery = 16 * 1024

    /// Sends the browser to a path with GET, the form as its query.
    ///
    /// A form of another site comes without our cookies; what follows with GET brings them along (SameSite=Lax).
    func repeatAsGet(_ form: [UInt8], to path: String, _ visit: Visit) -> Response {
        // RFC 3986 §3.4: a form body is a query already, unless somebody hand-made it.
        guard form.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
            return failure(.unreadableForm, status: .badRequest, visit.traceless)
        }
        guard form.count <= Self.longestQuery else {
            return failure(.tooLarge, status: .contentTooLarge, visit.traceless)
        }
        return visit.traceless.redirect(to: path + "?" + String(decoding: form, as: UTF8.self))
    }
}
