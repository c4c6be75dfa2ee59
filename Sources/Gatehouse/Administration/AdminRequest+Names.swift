import GatehouseJOSE
import GatehouseOAuth

extension AdminRequest {
    /// As many as the API puts on a page.
    static let wholePages = [("limit", "500")]

    /// The version that is meant; nil for whichever there is.
    static func tag(_ version: String?) -> String { version.map { "\"\($0)\"" } ?? "*" }

    /// A request about the client of that id.
    static func client(
        _ method: Method,
        _ id: String,
        _ rest: String...,
        ifMatch: String? = nil,
        json: JSONObject? = nil
    ) throws(AdminRefusal) -> AdminRequest {
        let segments = ["clients", try segment(client: id)] + rest
        return AdminRequest(method, segments, ifMatch: ifMatch, body: json.map { .json($0) })
    }

    /// A request about the person of that user name, email address or id.
    static func user(
        _ method: Method,
        _ name: String,
        _ rest: String...,
        ifMatch: String? = nil,
        json: JSONObject? = nil
    ) throws(AdminRefusal) -> AdminRequest {
        let refusal = AdminRefusal(.unknownUser, "There is nobody with that user name or email address.")
        let segments = ["users", try segment(name, or: refusal)] + rest
        return AdminRequest(method, segments, ifMatch: ifMatch, body: json.map { .json($0) })
    }

    /// Sets a logo, or takes it away.
    static func logo(_ bytes: [UInt8]?, of id: String) throws(AdminRefusal) -> AdminRequest {
        guard let bytes else { return try client(.delete, id, "logo") }
        let type = ClientLogo(bytes)?.mediaType ?? .png
        return AdminRequest(
            .put,
            ["clients", try segment(client: id), "logo"],
            body: Body(mediaType: type.rawValue, bytes: bytes)
        )
    }

    static func segment(client id: String) throws(AdminRefusal) -> String {
        try segment(id, or: AdminRefusal(.unknownClient, "There is no client with that id."))
    }

    static func segment(secret id: String) throws(AdminRefusal) -> String {
        try segment(id, or: AdminRefusal(.unknownSecret, "The client has no live secret of that id."))
    }

    static func segment(session id: String) throws(AdminRefusal) -> String {
        try segment(id, or: AdminRefusal(.unknownSession, "There is no such session."))
    }

    /// No segment of an address is empty or holds control characters, and nothing is called so.
    static func segment(_ name: String, or refusal: AdminRefusal) throws(AdminRefusal) -> String {
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw refusal }
        return name
    }
}
