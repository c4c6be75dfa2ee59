import GatehouseOAuth
import Hummingbird

/// Where the pages about people are.
enum PersonPath {
    static let list = "/people"
    static let new = "/people/new"
    static let revoke = "/revoke"
    static let endRevoked = "/revoke/end"

    /// The page of a person.
    static func page(_ id: String) -> String { DecisionLink.person(id) }

    /// A page or a form below the page of a person.
    static func page(_ id: String, _ step: String) -> String { page(id) + "/" + step }

    /// The page that asks before what is named is taken back.
    static func revoke(_ kind: RevokeKind, _ name: String) -> String {
        revoke + "?" + FormText.encode([(name: kind.rawValue, value: name)])
    }

    /// The person in the path of a request to their page, or below it.
    static func person(in request: Request) -> UserID? {
        DecisionLink.segment(1, of: request).flatMap { UserID($0) }
    }
}
