extension AuthorizationServer {
    /// The logo of a client; nil also where it cannot be read now.
    package func logo(of id: ClientID) async -> ClientLogo? {
        try? await clients.logo(of: id)
    }
}
