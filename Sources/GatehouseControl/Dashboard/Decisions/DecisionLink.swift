import GatehouseOAuth
import Hummingbird

/// Where the things are that a decision names.
enum DecisionLink {
    static func decision(_ requestID: String) -> String { "/decisions/" + segment(requestID) }
    static func client(_ id: String) -> String { "/clients/" + segment(id) }
    static func person(_ id: String) -> String { "/people/" + segment(id) }
    static func application(_ key: String) -> String { "/applications/" + segment(key) }

    /// The client's form with those scopes ticked beside what it has.
    static func scopes(_ scopes: [String], forClient id: String) -> String {
        client(id) + "/edit?" + FormText.encode(scopes.map { (name: "scope", value: $0) })
    }

    /// The person's form with those scopes ticked beside what they have.
    static func scopes(_ scopes: [String], forPerson id: String) -> String {
        person(id) + "/edit?" + FormText.encode(scopes.map { (name: "scope", value: $0) })
    }

    /// The page that asks before a grant is taken back.
    static func grant(_ id: String) -> String { "/revoke?" + FormText.encode([(name: "grant", value: id)]) }

    /// The value of one segment of a request's path; nil if it is broken or there are fewer.
    static func segment(_ index: Int, of request: Request) -> String? {
        let segments = request.uri.path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard segments.count > index + 1 else { return nil }
        // In a path a plus is a plus (RFC 3986 §3.3).
        let escaped = Array(segments[index + 1]).flatMap { $0 == UInt8(ascii: "+") ? Array("%2B".utf8) : [$0] }
        return FormText.decode(escaped)
    }

    /// Percent-encoded, for one segment of a path.
    static func segment(_ text: String) -> String {
        let escaped = URLText.segment(text)
        switch escaped {
        // Pages of ours have these places.
        case "live": return "%6Cive"
        case "new": return "%6Eew"
        default: return escaped
        }
    }
}
