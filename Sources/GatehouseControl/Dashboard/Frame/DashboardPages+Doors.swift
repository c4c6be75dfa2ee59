import GatehouseOAuth
import HTTPTypes
import Hummingbird

extension DashboardPages {
    /// Sends who is not signed in to sign in; the way leads back to the page.
    func signIn(returningTo request: Request) -> Response {
        let query = request.uri.query.map { "?" + $0 } ?? ""
        let next = FormText.encode([(name: "next", value: request.uri.path + query)])
        return Response(
            status: .seeOther,
            headers: [.location: SignInController.path + "?" + next, .cacheControl: "no-store"]
        )
    }

    /// Says that somebody's scopes open nothing here, and what would.
    func outsider(_ user: User) -> Response {
        door(.noAccess(user), .forbidden)
    }

    /// A page without the frame, for whoever sees nothing else.
    func door(_ words: DoorWords, _ status: HTTPResponse.Status) -> Response {
        DoorPage(site: site, words).response(status: status)
    }

    /// Says why a form could not be read.
    func unreadable(_ failure: EndpointFailure) -> Response {
        switch failure {
        case .bodyTooLarge: door(.tooLarge, .contentTooLarge)
        case .refused, .brokenConnection: door(.unreadableForm, .badRequest)
        }
    }
}
