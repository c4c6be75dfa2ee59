import GatehouseJOSE

/// Tells a client that a session of a person has ended (Back-Channel Logout §2.4).
struct LogoutToken: Sendable {
    /// The type of the token (§2.4).
    static let type = "logout+jwt"
    /// How long a client may take to read it (§2.4 recommends two minutes at most).
    private static let seconds: Int64 = 120

    /// The claims in the order in which they are written; never a `nonce` (§2.4).
    let claims: JSONObject

    init(_ delivery: LogoutDelivery, to client: Client, issuer: String, now: Int64, entropy: some EntropySource) {
        var members: [(String, JSONValue)] = [
            ("iss", .string(issuer)),
            ("sub", .string(delivery.subject)),
            ("aud", .string(client.publicID)),
            ("iat", .integer(now)),
            ("exp", .integer(now + Self.seconds)),
            ("jti", .string(Base64URL.encode(entropy.bytes(16)))),
            (
                "events",
                .object(JSONObject([("http://schemas.openid.net/event/backchannel-logout", .object(JSONObject()))]))
            ),
        ]
        if let sessionID = delivery.sessionID { members.append(("sid", .string(sessionID))) }
        claims = JSONObject(members)
    }
}
