import GatehouseOAuth
import Hummingbird

/// Who asks, as far as cookie and store agree.
enum DashboardIdentity: Sendable {
    /// Nobody who is signed in.
    case nobody
    /// Somebody whose scopes open nothing here, or no longer.
    case outsider(User)
    case administrator(Administrator, DashboardSession, SignedIn)
}

extension DashboardPages {
    /// Looks the person up in the store at every request: what was taken away meanwhile counts at once.
    func identity(of request: Request, now: Int64) async throws(StorageError) -> DashboardIdentity {
        guard
            let text = cookies(of: request).session.value(in: request),
            let session = DashboardSession(opening: text, with: key, now: now),
            let signedIn = try await services.server.standing(session.signIn, now: now)
        else { return .nobody }
        guard let administrator = Administrator(signedIn) else { return .outsider(signedIn.user) }
        return .administrator(administrator, session, signedIn)
    }
}
