import GatehouseJOSE

/// Makes DPoP proofs that are right except for what a test says.
enum TestProofs {
    static let method = "GET"
    static let url = "https://api.example.test/tstapp/data"
    static let now: Int64 = 1_900_000_000

    static func header(
        _ key: SigningKey,
        changing changes: [String: JSONValue?] = [:]
    ) -> JSONObject {
        changed(
            [
                "typ": "dpop+jwt", "alg": .string(key.algorithm.rawValue),
                "jwk": .object(key.verificationKey.jwk.members),
            ],
            changes
        )
    }

    static func claims(changing changes: [String: JSONValue?] = [:]) -> JSONObject {
        changed(
            ["jti": "one", "htm": .string(method), "htu": .string(url), "iat": .integer(now)],
            changes
        )
    }

    /// A proof with some members of its header or claims replaced, or removed where the value is nil.
    static func proof(
        header: [String: JSONValue?] = [:],
        claims: [String: JSONValue?] = [:],
        key: SigningKey? = nil
    ) throws -> String {
        let key = try key ?? TestTokens.key()
        return try TestTokens.sign(
            header: self.header(key, changing: header).text,
            payload: self.claims(changing: claims).text,
            with: key
        )
    }

    /// What the parser says about such a proof.
    static func refusal(
        header: [String: JSONValue?] = [:],
        claims: [String: JSONValue?] = [:],
        key: SigningKey? = nil
    ) throws -> DPoPRefusal? {
        refusal(of: try proof(header: header, claims: claims, key: key))
    }

    static func refusal(of text: String) -> DPoPRefusal? {
        do {
            _ = try DPoPProof(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    private static func changed(_ object: JSONObject, _ changes: [String: JSONValue?]) -> JSONObject {
        var object = object
        for (name, value) in changes {
            object[name] = value
        }
        return object
    }
}
