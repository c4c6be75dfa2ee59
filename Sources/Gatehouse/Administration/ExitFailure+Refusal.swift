import GatehouseOAuth

extension ExitFailure {
    /// The answer is no, and what to do instead.
    init(_ refusal: AdminRefusal) {
        self.init(.refused, refusal.message, hint: refusal.suggestion)
    }
}
