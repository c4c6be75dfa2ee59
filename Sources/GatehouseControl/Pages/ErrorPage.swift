/// Says what happened, and what to do next; links to nothing foreign.
struct ErrorPage: Page {
    static let template = "error"

    let site: PageSite
    /// What happened, in a few words.
    let title: String
    /// The same in a sentence or two.
    let text: String
    /// What the person can do.
    let next: String
    /// Whose makers the details are for; nil if it cannot be told for sure.
    let clientName: String?
    /// For programs: `invalid_request`.
    let code: String
    /// What the code means here.
    let detail: String?
    /// What was sent, as it was sent.
    let received: String?
    let clientID: String?
    let requestID: String?
    let time: PageTime
    /// For the makers: how to mend it.
    let advice: String?

    init(
        site: PageSite,
        title: String,
        text: String,
        next: String = "Close this page and start again from the app.",
        clientName: String? = nil,
        code: String,
        detail: String? = nil,
        received: String? = nil,
        clientID: String? = nil,
        requestID: String?,
        time: PageTime,
        advice: String? = nil
    ) {
        self.site = site
        self.title = title
        self.text = text
        self.next = next
        self.clientName = clientName
        self.code = code
        self.detail = detail
        self.received = received
        self.clientID = clientID
        self.requestID = requestID
        self.time = time
        self.advice = advice
    }
}
