/// One of the redirect URLs of a form.
struct RedirectField: Sendable, Equatable {
    /// The first one is 1.
    let number: String
    /// What the button that removes it sends.
    let place: String
    let value: String
    let problem: String?
    let isInvalid: Bool
    /// Whether it was just added, so that it is the one to type into.
    let isNew: Bool

    init(place: Int, value: String, problem: String?, isNew: Bool = false) {
        number = String(place + 1)
        self.place = String(place)
        self.value = value
        self.problem = problem
        isInvalid = problem != nil
        self.isNew = isNew
    }
}
