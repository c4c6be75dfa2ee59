import GatehouseOAuth
import HTTPTypes
import Hummingbird

extension SignInRefusal {
    /// What the page says; `wrong` is what it says of a wrong answer.
    func notice(for wrong: PageNotice) -> PageNotice {
        switch self {
        case .wrong: wrong
        case .throttled(let seconds): .throttled(seconds: Int64(seconds))
        case .busy: .busy
        case .late: .expired
        }
    }
}

extension SignInRefusal? {
    /// The status of a page that asks again.
    var status: HTTPResponse.Status {
        switch self {
        case nil: .ok
        // Not 401: that would have to name a scheme of authentication that a form is not (RFC 9110 §15.5.2).
        case .wrong?, .late?: .unprocessableContent
        case .throttled?: .tooManyRequests
        case .busy?: .serviceUnavailable
        }
    }

    /// Says to programs, too, when to come again (RFC 9110 §10.2.3).
    func delaying(_ response: Response) -> Response {
        var response = response
        switch self {
        case .throttled(let seconds)?: response.headers[.retryAfter] = String(seconds)
        case .busy?: response.headers[.retryAfter] = "2"
        default: break
        }
        return response
    }
}
