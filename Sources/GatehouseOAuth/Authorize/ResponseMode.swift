import GatehouseJOSE

/// How an authorization response travels.
enum ResponseMode: String, Sendable, CaseIterable {
    /// In the query of the redirect URI (OAuth 2.0 Multiple Response Types §2.1).
    case query
    /// In a form that the browser sends (OAuth 2.0 Form Post Response Mode §2).
    case formPost = "form_post"

    /// Reads the parameter `response_mode`; nil for `fragment` too, which is not for codes.
    init?(parsing text: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: text) }) else { return nil }
        self = known
    }
}
