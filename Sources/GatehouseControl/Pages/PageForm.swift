/// What every form of ours sends beside what the person fills in.
struct PageForm: Sendable, Equatable {
    /// Where it is sent: a path of the issuer, see ``PagePath``.
    let action: String
    /// The field `csrf`.
    let csrf: String
    /// The field `flow`: what is under way, sealed; nil leaves the field out.
    let flow: String?
    /// The field `challenge`: that the first step was done, sealed; nil leaves the field out.
    let challenge: String?

    init(action: String, csrf: String, flow: String? = nil, challenge: String? = nil) {
        self.action = action
        self.csrf = csrf
        self.flow = flow
        self.challenge = challenge
    }
}

/// A field that the person does not see.
struct HiddenField: Sendable, Equatable {
    let name: String
    let value: String
}
