/// How a client proves who it is (RFC 7591 §2, `token_endpoint_auth_method`).
enum ClientProof {
    static let secretMethods = ["client_secret_basic", "client_secret_post"]
    static let keyMethod = "private_key_jwt"
    static let certificateMethods = ["tls_client_auth", "self_signed_tls_client_auth"]
    static let none = "none"
    static let methods = secretMethods + [keyMethod] + certificateMethods + [none]
}

/// Whether a client has what its kind needs, and nothing that its kind cannot use.
extension ApplicationReader {
    mutating func checkProof(of client: DeclaredClient, _ found: [String: LocatedEntry]) {
        let method = client.texts[.authenticationMethod]
        if client.isPublic {
            checkPublic(client, method)
        } else if let method, !ClientProof.secretMethods.contains(method) {
            checkMethod(method, of: client)
        } else if found["secret_file"] == nil {
            fields.diagnostics.error(
                "the client '\(client.id)' cannot prove who it is",
                at: client.location,
                "write 'secret_file: ' and a file, 'token_endpoint_auth_method: private_key_jwt' with 'jwks_file', or"
                    + " 'public: true'"
            )
        }
        if client.keysFile != nil, client.texts[.keysURI] != nil {
            // RFC 7591 §2: jwks and jwks_uri must not both be present.
            let location = client.location(of: "jwks_file")
            fields.diagnostics.error("there are 'jwks_file' and 'jwks_uri'", at: location, "remove one of them")
        }
    }

    private mutating func checkPublic(_ client: DeclaredClient, _ method: String?) {
        if client.secretFile != nil {
            fields.diagnostics.error(
                "a public client has no secret",
                at: client.location(of: "secret_file"),
                "remove 'secret_file', or 'public' if it can keep one"
            )
        }
        if let method, method != ClientProof.none {
            fields.diagnostics.error(
                "a public client cannot prove who it is",
                at: client.location(of: "token_endpoint_auth_method"),
                "remove it, or 'public'"
            )
        }
    }

    private mutating func checkMethod(_ method: String, of client: DeclaredClient) {
        let location = client.location(of: "token_endpoint_auth_method")
        if client.secretFile != nil, ClientProof.methods.contains(method) {
            fields.diagnostics.error(
                "a client with '\(method)' has no secret",
                at: client.location(of: "secret_file"),
                "remove 'secret_file', or the method"
            )
        }
        let (isComplete, missing): (Bool, String) =
            switch method {
            case ClientProof.keyMethod:
                (client.keysFile != nil || client.texts[.keysURI] != nil, "add 'jwks_file' or 'jwks_uri'")
            case ClientProof.certificateMethods[0]:
                (client.texts[.certificateSubject] != nil, "add 'tls_client_auth_subject_dn'")
            case ClientProof.certificateMethods[1]:
                (!client.certificateThumbprints.isEmpty, "add 'certificate_thumbprints'")
            case ClientProof.none: (false, "remove it, or add 'public: true'")
            default: (true, "")
            }
        if !isComplete {
            fields.diagnostics.error("'\(method)' does not suffice for '\(client.id)'", at: location, missing)
        }
    }

    mutating func checkRedirects(of client: DeclaredClient, _ found: [String: LocatedEntry]) {
        guard !client.grants.isEmpty else { return }
        let isNeeded = client.grants.contains(ClientGrants.authorizationCode)
        if isNeeded, found["redirect_uris"] == nil {
            fields.diagnostics.error(
                "the client '\(client.id)' has no 'redirect_uris'",
                at: client.location,
                "list the addresses to which people come back after they signed in"
            )
        } else if !isNeeded, found["redirect_uris"] != nil {
            fields.diagnostics.error(
                "'redirect_uris' are for clients with the grant 'authorization_code'",
                at: client.location(of: "redirect_uris"),
                "add that grant, or remove them"
            )
        }
    }
}
