import GatehouseJOSE
import GatehouseOAuth
import HummingbirdCore

extension APICall {
    /// The client that the body wishes for.
    func newClient() throws(APIFailure) -> NewClient {
        try wishedClient(
            id: body.text("client_id"),
            application: body.text("application") ?? "",
            isPublic: body.flag("public"),
            logo: try logo()
        )
    }

    /// What the body makes of a client; what cannot be changed stays as it is.
    func clientChanges(of former: ClientSummary) throws(APIFailure) -> NewClient {
        try wishedClient(id: former.clientID, application: former.application, isPublic: former.isPublic)
    }

    private func logo() throws(APIFailure) -> [UInt8]? {
        guard let text = body.text("logo") else { return nil }
        if let bytes = Base64URL.decode(text) { return bytes }
        throw .input([APIFieldProblem("logo", "This is not base64url.")])
    }

    private func wishedClient(
        id: String?,
        application: String,
        isPublic: Bool,
        logo: [UInt8]? = nil
    ) throws(APIFailure) -> NewClient {
        let settings = body["settings"]?.object ?? JSONObject()
        return NewClient(
            clientID: id,
            application: application,
            name: body.text("name") ?? "",
            grants: body.texts("grants"),
            scopes: body.texts("scopes"),
            isPublic: isPublic,
            redirectURIs: body.texts("redirect_uris"),
            policyURI: body.text("policy_uri"),
            termsOfServiceURI: body.text("tos_uri"),
            profile: try APIJSON.decode(ClientProfile.self, from: settings),
            logo: logo
        )
    }

    /// The person that the body wishes for.
    func newUser() -> NewUser {
        NewUser(
            username: body.text("username") ?? "",
            email: body.text("email"),
            name: body.text("name"),
            password: body.text("password"),
            attributes: attributes,
            scopes: body.texts("scopes")
        )
    }

    /// What the body makes of a person.
    func userChanges() -> UserChanges {
        UserChanges(
            email: body.text("email"),
            name: body.text("name"),
            attributes: attributes,
            scopes: body.texts("scopes")
        )
    }

    private var attributes: [String: [String]] {
        let members = body["attributes"]?.object?.members ?? []
        let pairs = members.map { ($0.name, $0.value.array?.compactMap(\.string) ?? []) }
        return Dictionary(pairs) { _, last in last }
    }
}

extension APICall {
    /// The page of a list that is counted, with the address of the next one.
    func page<Item: APIResource>(_ items: [Item], total: Int) throws(APIFailure) -> APIAnswer {
        let end = query.offset + items.count
        let next = end < total && !items.isEmpty ? address(replacing: "offset", by: end) : nil
        return try .list(items, total: total, next: next)
    }

    /// The page of a list that is in memory as a whole.
    func page<Item: APIResource>(of all: [Item]) throws(APIFailure) -> APIAnswer {
        try page(Array(all.dropFirst(query.offset).prefix(query.limit)), total: all.count)
    }

    /// The page of a log, with the address of the next one if this one is full.
    func page<Item: APIResource>(_ items: [Item], last sequence: Int64?) throws(APIFailure) -> APIAnswer {
        guard items.count == query.limit, let sequence else { return try .list(items) }
        return try .list(items, next: address(replacing: "before", by: sequence))
    }

    private func address(replacing name: String, by value: some BinaryInteger) -> String {
        query.address(of: request.uri.path, replacing: name, by: value)
    }
}

extension APIFailure {
    /// A command was answered as no such command is.
    static func surprise(_ answer: AdminAnswer) -> APIFailure {
        .unexpected("a command got another command's answer")
    }
}
