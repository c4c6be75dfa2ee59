/// An authorization response on its way to the client.
///
/// Only a `RedirectTarget` makes one.
package enum AuthorizationAnswer: Sendable, Equatable {
    /// The browser is redirected to this whole URI (response mode `query`).
    case redirect(String)
    /// The browser sends a form (OAuth 2.0 Form Post Response Mode §2).
    case form(FormAnswer)
}

/// An authorization response that a form carries.
package struct FormAnswer: Sendable, Equatable {
    /// A parameter of the response.
    package struct Field: Sendable, Equatable {
        /// The parameter's name, not encoded.
        package let name: String
        /// Its value, not encoded.
        package let value: String
    }

    /// The redirect URI.
    package let action: String
    /// The parameters in their order.
    package let fields: [Field]
    /// Where the person goes on.
    package let clientName: String
}
