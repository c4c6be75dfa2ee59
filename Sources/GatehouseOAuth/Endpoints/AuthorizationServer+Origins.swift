import GatehouseJOSE

extension AuthorizationServer {
    /// Whether scripts of that origin may read the answer to the request: a redirect URI of the client that asks is
    /// there (contract §6).
    ///
    /// The client need not have proved who it is: what could be read then is an error.
    package func mayRead(_ request: EndpointRequest, from origin: String) async -> Bool {
        guard let name = askingClient(request) else { return false }
        guard
            let client = try? await registeredClient(name, from: request.address, now: request.now),
            client.disabledAt == nil
        else { return false }
        return client.redirectURIs.contains { WebOrigin(of: $0)?.text.hasSameBytes(as: origin) ?? false }
    }

    /// The client of a token of ours, also of one that has expired, or else the one that the request names.
    private func askingClient(_ request: EndpointRequest) -> String? {
        if let token = try? PresentedToken(request) {
            return token.text.withExposedValue { verify($0)?.clientID }
        }
        return (try? PresentedCredentials(request.parameters, authorization: request.authorization))?.clientID
    }
}
