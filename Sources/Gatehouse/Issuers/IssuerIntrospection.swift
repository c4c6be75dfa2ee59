import FoundationEssentials
import GatehouseJOSE
import GatehouseOAuth

/// Asks one other issuer about tokens that only it can read (RFC 7662).
struct IssuerIntrospection: Sendable {
    /// The longest answer that is read, in bytes.
    private static let maximumBytes = 65_536
    private static let maximumDepth = 16

    private let endpoint: String
    private let authorization: Secret<String>
    private let requests: IssuerRequests

    init(_ settings: TrustedIssuerSettings.Introspection, secret: String, requests: IssuerRequests) {
        endpoint = settings.endpoint
        // RFC 6749 §2.3.1: both are form-encoded first.
        let pair = "\(FormText.escaped(settings.clientID)):\(FormText.escaped(secret))"
        authorization = Secret("Basic " + Data(pair.utf8).base64EncodedString())
        self.requests = requests
    }

    /// What the issuer says; its answer is whole and of the right shape.
    func ask(about token: String) async throws(IssuerRequests.Failure) -> JSONObject {
        let form = [(name: "token", value: token), (name: "token_type_hint", value: "access_token")]
        let header = authorization.withExposedValue { $0 }
        let bytes = try await requests.post(
            form: form,
            to: endpoint,
            authorization: header,
            limit: Self.maximumBytes
        )
        let object = try? JSONParser.parseObject(bytes.span, maximumDepth: Self.maximumDepth)
        // RFC 7662 §2.2: `active` is required.
        guard let object, object["active"]?.bool != nil else {
            throw IssuerRequests.Failure("the answer does not say whether the token is active", at: endpoint)
        }
        return object
    }
}
