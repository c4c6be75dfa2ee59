import GatehouseOAuth
import Hummingbird

/// Where the pages about clients are.
enum ClientPath {
    static let list = "/clients"
    static let new = "/clients/new"
    static let newCode = "/clients/new/code"
    static let newService = "/clients/new/service"

    /// The page of a client.
    static func page(_ id: String) -> String { DecisionLink.client(id) }

    /// A page or a form below the page of a client.
    static func page(_ id: String, _ step: String) -> String { page(id) + "/" + step }

    /// The form for a new client of an application.
    static func new(_ kind: ClientKind, application: String?) -> String {
        let path = kind == .code ? newCode : newService
        guard let application else { return path }
        return path + "?" + FormText.encode([(name: "application", value: application)])
    }

    /// The decisions about requests of a client.
    static func decisions(of id: String) -> String {
        "/decisions?" + FormText.encode([(name: "client", value: id)])
    }

    /// The id in the path of a request to a client's page, or below it.
    static func client(in request: Request) -> String? {
        DecisionLink.segment(1, of: request)
    }
}
