import GatehouseJOSE
import GatehouseOAuth

extension NewClient {
    /// What `POST /clients` takes.
    var json: JSONObject {
        get throws(AdminRefusal) {
            let base: [(String, JSONValue)] = [("application", .string(application)), ("public", .bool(isPublic))]
            return JSONObject(base + (try changes).pairs)
                .with("client_id", clientID)
                .with("logo", logo.map { Base64URL.encode($0) })
        }
    }

    /// What `PUT /clients/{client_id}` takes.
    var changes: JSONObject {
        get throws(AdminRefusal) {
            let json: JSONObject = [
                "name": .string(name),
                "grants": .texts(grants),
                "scopes": .texts(scopes),
                "redirect_uris": .texts(redirectURIs),
                "settings": .object(try JSONObject(encoding: profile)),
            ]
            return json.with("policy_uri", policyURI).with("tos_uri", termsOfServiceURI)
        }
    }
}

extension NewUser {
    /// What `POST /users` takes.
    var json: JSONObject {
        let administrator = isAdministrator ? [BuiltInScope.administrate.rawValue] : []
        let changes = UserChanges(email: email, name: name, attributes: attributes, scopes: scopes + administrator)
        return JSONObject([("username", .string(username))] + changes.json.pairs).with("password", password)
    }
}

extension UserChanges {
    /// What `PUT /users/{user}` takes.
    var json: JSONObject {
        let attributes = attributes.map { ($0.key, JSONValue.texts($0.value)) }
        let json: JSONObject = ["attributes": .object(JSONObject(attributes)), "scopes": .texts(scopes)]
        return json.with("email", email).with("name", name)
    }
}

extension JSONObject {
    fileprivate var pairs: [(String, JSONValue)] { members.map { ($0.name, $0.value) } }

    /// The same with one more text; nil adds nothing.
    func with(_ name: String, _ text: String?) -> JSONObject {
        var object = self
        if let text { object[name] = .string(text) }
        return object
    }
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
