import GatehouseJOSE

/// What a client wants the person to be asked (OpenID Connect Core §3.1.2.1).
enum Prompt: String, Sendable, CaseIterable {
    /// Nothing at all.
    case none
    /// Who they are, again.
    case login
    /// What is allowed, again.
    case consent
    /// Who goes on.
    case selectAccount = "select_account"

    /// Reads one of the values of the parameter `prompt`.
    init?(parsing text: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: text) }) else { return nil }
        self = known
    }
}
