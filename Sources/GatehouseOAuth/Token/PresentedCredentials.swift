import FoundationEssentials
import GatehouseJOSE

/// The name and the proof that a client sent, unchecked.
package struct PresentedCredentials: Sendable {
    /// How they were sent.
    package enum Method: Sendable, Equatable {
        case basic
        case post
        /// A signed statement (RFC 7523 §2.2).
        case assertion
        /// A name alone, as public clients send it, and those that a certificate proves.
        case none
    }

    /// The name as it was sent.
    package let clientID: String
    /// The secret; only with `.basic` and `.post`.
    package let secret: Secret<String>?
    /// The signed statement; only with `.assertion`.
    package let assertion: Secret<String>?
    /// How they were sent.
    package let method: Method

    /// Finds the one method of authentication in a request.
    package init(_ parameters: Parameters, authorization: String?) throws(OAuthError) {
        if let assertion = parameters["client_assertion"] {
            try self.init(assertion: assertion, parameters, authorization: authorization)
        } else if parameters["client_assertion_type"] != nil {
            throw OAuthError(.invalidRequest, "There is a client_assertion_type without a client_assertion.")
        } else if let authorization {
            try self.init(basic: authorization, parameters)
        } else {
            try self.init(body: parameters)
        }
    }

    private init(basic authorization: String, _ parameters: Parameters) throws(OAuthError) {
        // RFC 6749 §2.3: the client must not use more than one authentication method in a request.
        guard parameters["client_secret"] == nil else { throw PresentedCredentials.twoMethods }
        let (name, password) = try PresentedCredentials.basicPair(authorization)
        if let bodyID = parameters["client_id"], !bodyID.hasSameBytes(as: name) {
            throw OAuthError(.invalidRequest, "The client_id parameter differs from the authorization header.")
        }
        clientID = name
        secret = Secret(password)
        assertion = nil
        method = .basic
    }

    private init(body parameters: Parameters) throws(OAuthError) {
        guard let name = parameters["client_id"] else {
            throw OAuthError(.invalidClient, "The request carries no client authentication.")
        }
        clientID = name
        secret = parameters["client_secret"].map { Secret($0) }
        assertion = nil
        method = secret == nil ? .none : .post
    }

    private init(assertion text: String, _ parameters: Parameters, authorization: String?) throws(OAuthError) {
        guard authorization == nil, parameters["client_secret"] == nil else { throw PresentedCredentials.twoMethods }
        // RFC 7521 §4.2: the type says what the assertion is.
        guard parameters["client_assertion_type"]?.hasSameBytes(as: ClientAssertion.type) ?? false else {
            throw ClientAuthentication.refusal
        }
        // RFC 7523 §3, item 2: the subject is the client; `client_id` is optional, but names no other.
        guard let name = (try? UnverifiedClaims(peeking: text))?.subject else { throw ClientAuthentication.refusal }
        guard parameters["client_id"].map(name.hasSameBytes(as:)) ?? true else { throw ClientAuthentication.refusal }
        clientID = name
        secret = nil
        assertion = Secret(text)
        method = .assertion
    }

    // RFC 6749 §2.3.1: id and secret are each form-encoded, joined by a colon, then encoded in base64.
    private static func basicPair(_ authorization: String) throws(OAuthError) -> (String, String) {
        let parts = authorization.utf8.split(separator: 0x20, maxSplits: 1)
        guard parts.count == 2, isBasic(parts[0]) else {
            throw OAuthError(.invalidClient, "The authorization header is not of the Basic scheme.")
        }
        let encoded = Substring(parts[1]).utf8.drop { $0 == 0x20 }
        guard
            let bytes = Data(base64Encoded: Data(encoded)),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let name = FormText.decode(bytes[..<colon]),
            let secret = FormText.decode(bytes[colon...].dropFirst())
        else {
            throw OAuthError(.invalidClient, "The Basic credentials cannot be decoded.")
        }
        return (name, secret)
    }

    private static func isBasic(_ scheme: Substring.UTF8View) -> Bool {
        scheme.elementsEqual("basic".utf8) { $0 | 0x20 == $1 }
    }

    private static let twoMethods = OAuthError(
        .invalidRequest,
        "The request uses more than one method of client authentication."
    )
}
