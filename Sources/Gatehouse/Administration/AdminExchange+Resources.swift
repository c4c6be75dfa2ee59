import GatehouseJOSE
import GatehouseOAuth

extension AdminExchange<AdminAnswer> {
    /// A client tells, after a request that answers nothing.
    static func client(_ telling: AdminRequest, after first: AdminRequest? = nil) -> AdminExchange {
        AdminExchange(first: [first].compactMap(\.self), telling, as: AdminAnswer.client)
    }

    /// A client with its new secret tells.
    static func secret(_ telling: AdminRequest) -> AdminExchange {
        AdminExchange(telling, as: AdminAnswer.createdClient)
    }

    /// All clients, or those of an application, by their ids.
    static func clients(of application: String?) -> AdminExchange {
        // By age: what is registered while the pages are read comes last.
        let query = AdminRequest.wholePages + [("sort", "created")]
        let filter = application.map { [("application", $0)] } ?? []
        return AdminExchange(list: AdminRequest(.get, "clients", query: filter + query)) { (clients: [ClientSummary]) in
            .clients(clients.sorted { $0.clientID.utf8.lexicographicallyPrecedes($1.clientID.utf8) })
        }
    }

    /// A person tells, after a request that answers nothing.
    static func user(_ telling: AdminRequest, after first: AdminRequest? = nil) -> AdminExchange {
        AdminExchange(first: [first].compactMap(\.self), telling, as: AdminAnswer.user)
    }

    /// All people, by their user names.
    static var users: AdminExchange {
        let query = AdminRequest.wholePages + [("sort", "created")]
        return AdminExchange(list: AdminRequest(.get, "users", query: query)) { (users: [UserSummary]) in
            .users(users.sorted { $0.username.utf8.lexicographicallyPrecedes($1.username.utf8) })
        }
    }

    static func registrationToken(of application: String, seconds: Int64) -> AdminExchange {
        let json: JSONObject = ["application": .string(application), "seconds": .integer(seconds)]
        return AdminExchange(
            AdminRequest(.post, "registration-tokens", body: .json(json)),
            as: AdminAnswer.registrationToken
        )
    }

    static func comparison(with clients: [String], _ digests: [String: String]) -> AdminExchange {
        let json: JSONObject = [
            "clients": .texts(clients),
            "secret_digests": .object(JSONObject(digests.map { ($0.key, .string($0.value)) })),
        ]
        return AdminExchange(
            AdminRequest(.post, "policy", "compare", body: .json(json)),
            as: AdminAnswer.standingPolicy
        )
    }

    /// One page and no more: that is what the command asks for.
    static func grants(of user: String?, to client: String?, offset: Int, limit: Int) -> AdminExchange {
        let filter = [user.map { ("user", $0) }, client.map { ("client", $0) }].compactMap(\.self)
        let page = [("offset", String(offset)), ("limit", String(limit))]
        return AdminExchange(AdminRequest(.get, "grants", query: filter + page)) { (page: AdminPage<GrantSummary>) in
            .grants(GrantList(grants: page.items, total: page.total ?? page.items.count))
        }
    }

    static func revocation(_ kind: String, _ name: String) -> AdminExchange {
        let json: JSONObject = ["kind": .string(kind), "name": .string(name)]
        return AdminExchange(AdminRequest(.post, "tokens", "revoke", body: .json(json))) { (done: Revocation) in
            .revoked(done.revocation)
        }
    }

    private struct Revocation: Decodable {
        let revocation: RevocationSummary
    }
}
