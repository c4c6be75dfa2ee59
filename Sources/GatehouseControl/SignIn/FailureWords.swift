import GatehouseOAuth

/// Says to a person what went wrong, and what to do.
struct FailureWords: Sendable, Equatable {
    let title: String
    let text: String
    let next: String
    /// For programs.
    let code: String
}

extension FailureWords {
    /// A script or a frame asked for a page.
    static let notADocument = FailureWords(
        title: "This page stands alone",
        text: "It is not shown inside another page, and not to scripts.",
        next: "Open it in a tab of its own.",
        code: "not_a_document"
    )
    /// Another site sent the form.
    static let foreignForm = FailureWords(
        title: "That came from another site",
        text: "Nothing was changed: forms count only from the pages of this address.",
        next: "Open the page here and send it again.",
        code: "cross_origin"
    )
    /// The token against forgery is missing or of another session.
    static let staleForm = FailureWords(
        title: "That page was too old",
        text: "Nothing was changed. Somebody signed in or out since it was opened, or cookies are blocked.",
        next: "Go back, load the page again, and send it once more.",
        code: "stale_form"
    )
    static let tooLarge = FailureWords(
        title: "That was too much",
        text: "Nothing was changed: a form holds at most 64 KiB.",
        next: "Go back and send less.",
        code: "content_too_large"
    )
    static let unreadableForm = FailureWords(
        title: "That form cannot be read",
        text: "Nothing was changed: a field was missing, doubled or broken.",
        next: "Go back, load the page again, and send it once more.",
        code: "invalid_request"
    )
    /// The sealed step is old, of another browser, or was used.
    static let expired = FailureWords(
        title: "That took too long",
        text: "The request was open for more than an hour, was answered already, or began in another browser.",
        next: "Close this page and start again from the app.",
        code: "expired"
    )

    /// A failure of an authorization request that is not told to the client.
    init(_ error: OAuthError, clientName: String?) {
        switch error.code {
        case .serverError, .temporarilyUnavailable:
            self.init(
                title: "That did not work on our side",
                text: "Nothing was allowed and nothing was lost.",
                next: "Try again in a moment.",
                code: error.code.rawValue
            )
        case .invalidClient, .unauthorizedClient:
            self.init(
                title: "This app is not known here",
                text: "It asked under a name that nobody registered here, or that was taken away.",
                next: "Close this page. If you know who makes the app, tell them.",
                code: error.code.rawValue
            )
        default:
            let name = clientName ?? "The app"
            self.init(
                title: "That request cannot be answered",
                text: "\(name) sent you here with a request that is not right, so nothing was told to it.",
                next: "Close this page and start again from the app.",
                code: error.code.rawValue
            )
        }
    }
}
