import GatehouseOAuth
import GatehouseTestSupport

/// Authorization requests of the client `app`; a test states only what matters to it.
enum Ask {
    static let state = "af0ifjsldkj"

    private static let usual: [(name: String, value: String)] = [
        ("client_id", "app"), ("redirect_uri", Client.callback), ("response_type", "code"),
        ("scope", "openid tstapp_data.read"), ("state", state), ("code_challenge", TestServer.challenge),
        ("code_challenge_method", "S256"),
    ]

    /// The usual parameters with some changed, added, or left out by nil.
    static func pairs(_ changes: [(String, String?)] = []) -> [(name: String, value: String)] {
        let others = usual.filter { pair in !changes.contains { $0.0 == pair.name } }
        return others + changes.compactMap { name, value in value.map { (name, $0) } }
    }

    static func parameters(_ changes: [(String, String?)] = []) throws -> Parameters {
        try Parameters(pairs(changes))
    }
}

extension AuthorizationStep {
    /// The sealed step of a way to the sign-in page.
    var signIn: String? {
        if case .signIn(let flow) = self { flow } else { nil }
    }

    /// The sealed step of a way to the consent page.
    var ask: String? {
        if case .ask(let flow) = self { flow } else { nil }
    }

    var answer: AuthorizationAnswer? {
        if case .answer(let answer) = self { answer } else { nil }
    }

    var refusal: AuthorizationRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    /// The error that a client or a page gets.
    var error: String? {
        refusal?.error.code.rawValue ?? answer?["error"]
    }
}

extension AuthorizationAnswer {
    /// A parameter of the response.
    subscript(name: String) -> String? {
        switch self {
        case .form(let form): return form.fields.first { $0.name == name }?.value
        case .redirect(let uri):
            let query = uri.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
            return (try? Parameters(form: Array(query)))?[name]
        }
    }
}
