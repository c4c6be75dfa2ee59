package import GatehouseJOSE

/// Where a request that was sent ahead is found (RFC 9126 §2.2).
package struct PushedAuthorization: Sendable {
    /// What the browser brings in the place of the request.
    package let requestURI: Secret<String>
    /// In seconds.
    package let expiresIn: Int64

    /// The answer to the client.
    package func json() -> JSONObject {
        [
            "request_uri": .string(requestURI.withExposedValue { $0 }),
            "expires_in": .integer(expiresIn),
        ]
    }
}

extension AuthorizationServer {
    /// RFC 9126 §2: the pushed authorization request endpoint.
    package func push(_ request: EndpointRequest) async throws(OAuthError) -> PushedAuthorization {
        let client = try await authenticate(request).client
        if client.isPublic {
            try StrangerLimits.admit(request.address, to: recognition.limits.pushes, now: request.now)
        }
        let parameters = try pushed(request, by: client)
        try await checkPushed(parameters, by: client, now: request.now)
        try await keep(client, now: request.now)
        let reference = Base64URL.encode(entropy.bytes(32))
        let stored = PushedRequest(
            digest: SecretDigest.of(reference),
            clientID: client.id,
            parameters: Array(FormText.encode(AuthorizationParameters.pushedPairs(of: parameters)).utf8),
            expiresAt: request.now + PeopleConfiguration.pushedRequestSeconds
        )
        try await answering { () async throws(StorageError) in try await people.requests.push(stored) }
        return PushedAuthorization(
            requestURI: Secret(Self.pushedRequestPrefix + reference),
            expiresIn: PeopleConfiguration.pushedRequestSeconds
        )
    }

    /// The parameters of the request, with the key that a proof beside it shows (RFC 9449 §10.1).
    private func pushed(_ request: EndpointRequest, by client: Client) throws(OAuthError) -> Parameters {
        let parameters = request.parameters
        guard let proof = try proofs.proof(of: request) else { return parameters }
        // Anybody can push a request for a public client, so its proof takes no room; who sends that of another once
        // more gets a code that is worth nothing without the key.
        if !client.isPublic { try proofs.spend(proof, by: ProofHolder(client), now: request.now) }
        let thumbprint = proof.thumbprint
        if let named = parameters["dpop_jkt"] {
            guard named.hasSameBytes(as: thumbprint) else {
                throw OAuthError(.invalidDPoPProof, "The proof is of another key than dpop_jkt names.")
            }
            return parameters
        }
        guard parameters["request"] == nil else {
            throw OAuthError(.invalidRequest, "A signed request names the key of the proof itself (dpop_jkt).")
        }
        let pairs = AuthorizationParameters.pushedPairs(of: parameters)
        return try Parameters(pairs + [(name: "dpop_jkt", value: thumbprint)])
    }
}

extension AuthorizationParameters {
    /// What of a pushed request is kept: never how its client authenticated.
    fileprivate static func pushedPairs(of parameters: Parameters) -> [(name: String, value: String)] {
        pairs(of: parameters) + parameters.values("request").map { ("request", $0) }
    }
}
