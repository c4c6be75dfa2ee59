import GatehouseOAuth
import HTTPTypes
import Hummingbird

extension DashboardVisit {
    /// The client in the path of the request; nil if there is none.
    func client() async throws(StorageError) -> ClientSummary? {
        guard let id = ClientPath.client(in: request) else { return nil }
        return try await client(id)
    }

    /// The client of that id, as it stands now.
    func client(_ id: String) async throws(StorageError) -> ClientSummary? {
        let answer = try await services.administration.perform(.showClient(id), actor: actor, now: now)
        guard case .client(let client) = answer else { return nil }
        return client
    }

    /// Says that there is no such client.
    var noClient: Response { notFound("There is no client with that id", BoardLink("All clients", ClientPath.list)) }

    /// Why something was not done to a client, with the way back to it.
    func refused(_ refusal: AdminRefusal, of client: ClientSummary) -> Response {
        refused(refusal, BoardLink(PageWords.name(client.name), ClientPath.page(client.clientID)))
    }
}

extension ClientSummary {
    /// Whether administrators say what it is, so that it can be edited here.
    var isEditable: Bool { profile.source == nil || profile.source == .administrator || profile.source == .dynamic }

    /// Where our copy of its logo is; nil if it has none.
    var logoPath: String? {
        profile.hasLogo == true ? ClientID(clientID).map { LogoController.path(of: $0) } : nil
    }

    /// Part of this server.
    var isBuiltIn: Bool { profile.source == .builtIn }
}
