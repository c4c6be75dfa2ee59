/// A visit to the sign-in page: from where, on the way to what.
struct SignInVisit: Sendable {
    /// How much of what was typed as a name is read: no name and no address is longer.
    private static let longestName = 320

    /// The sealed step as it came; nil for a visit without an authorization request.
    let sealedFlow: String?
    /// The step that was in it.
    let flow: AuthorizationFlow?
    let request: AuthorizationRequest?
    /// The way back to a device, if that was in it.
    var device: DeviceContinuation?
    let browser: BrowserContext

    /// Where throttles count the visit.
    var address: String { browser.address ?? "" }

    func prompt(username: String) -> SignInPrompt {
        SignInPrompt(
            flow: sealedFlow,
            clientName: request?.client.name,
            username: Self.name(username),
            redirectURI: request?.target.uri
        )
    }

    func prompt(challenge: String, username: String) -> SecondFactorPrompt {
        SecondFactorPrompt(
            challenge: challenge,
            flow: sealedFlow,
            clientName: request?.client.name,
            username: username,
            redirectURI: request?.target.uri
        )
    }

    func event(_ event: AccountEvent, user: UserID?, session: String? = nil, reason: String? = nil) -> AuditEvent {
        let facts = AccountFacts(
            user: user,
            client: request?.client.id,
            session: session,
            address: browser.address,
            reason: reason
        )
        return AuditEvent(at: browser.now, actor: user?.value ?? "server", kind: .account(event, facts))
    }

    /// What was typed as a name, without the spaces that keyboards add; empty if it is too long for one.
    static func name(_ typed: String) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let bytes = Array(typed.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
        return bytes.count <= longestName ? String(decoding: bytes, as: UTF8.self) : ""
    }
}
