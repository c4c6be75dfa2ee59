import GatehouseOAuth
import HTTPTypes
import Hummingbird

extension IssuerPages {
    /// Shows why nothing happened.
    func failure(_ words: FailureWords, status: HTTPResponse.Status, _ visit: Visit) -> Response {
        let page = ErrorPage(
            site: site,
            title: words.title,
            text: words.text,
            next: words.next,
            code: words.code,
            requestID: visit.requestID,
            time: PageTime(visit.browser.now, now: visit.browser.now)
        )
        return visit.answer(page.response(status: status))
    }

    /// Shows why a form could not be read.
    func failure(_ failure: EndpointFailure, _ visit: Visit) -> Response {
        switch failure {
        case .bodyTooLarge: self.failure(.tooLarge, status: .contentTooLarge, visit)
        case .refused, .brokenConnection: self.failure(.unreadableForm, status: .badRequest, visit)
        }
    }

    /// Shows a failure of the protocol that cannot be told to the client.
    func refusal(_ refusal: AuthorizationRefusal, at endpoint: OAuthEndpoint, _ visit: Visit) -> Response {
        EndpointRescue(endpoint: endpoint, metrics: metrics).note(refusal.error, visit.logger)
        let words =
            isExpired(refusal.error, at: endpoint, visit)
            ? .expired : FailureWords(refusal.error, clientName: refusal.clientName)
        let page = ErrorPage(
            site: site,
            title: words.title,
            text: words.text,
            next: words.next,
            clientName: refusal.clientName,
            code: words.code,
            detail: refusal.error.description,
            requestID: visit.requestID,
            time: PageTime(visit.browser.now, now: visit.browser.now)
        )
        return visit.answer(page.response(status: refusal.error.code.pageStatus))
    }

    /// Whether a request was right when it began: the pages after the first one only get what we sealed.
    private func isExpired(_ error: OAuthError, at endpoint: OAuthEndpoint, _ visit: Visit) -> Bool {
        guard endpoint == .authorize, error.code == .invalidRequest else { return false }
        return ![AuthorizeController.path, AuthorizeController.alias].contains(visit.request.uri.path)
    }
}

extension OAuthError.Code {
    /// The status of a page that shows it.
    fileprivate var pageStatus: HTTPResponse.Status {
        switch self {
        case .serverError: .internalServerError
        case .temporarilyUnavailable: .serviceUnavailable
        default: .badRequest
        }
    }
}
