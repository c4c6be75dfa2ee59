extension Refusal {
    /// Whether the connection cannot go on after this answer: where the next request starts is not known.
    var closesConnection: Bool {
        switch self {
        case .malformed, .bodyTooLarge, .headTimeout, .upgrade: true
        case .gateway(let failure): failure.origin == .downstream
        default: false
        }
    }
}
