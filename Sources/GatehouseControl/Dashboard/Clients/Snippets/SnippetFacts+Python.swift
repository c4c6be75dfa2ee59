extension SnippetFacts {
    /// Authlib in a web application where people sign in.
    var authlibWeb: ClientSnippet {
        ClientSnippet(
            "authlib",
            title: "Authlib",
            note: "Python, here with Flask. Reads everything else from the OpenID configuration.",
            warning: proof == .certificate ? Self.certificateWarning : nil,
            blocks: [
                .init(
                    "app.py",
                    what: "Authlib snippet",
                    """
                    \(environmentImport)from authlib.integrations.flask_client import OAuth
                    \(keyImport)
                    oauth = OAuth(app)
                    oauth.register(
                        name="gatehouse",
                        server_metadata_url="\(code: configurationURL)",
                        client_id="\(code: clientID)",
                    \(webProof)    client_kwargs={
                            "scope": "\(code: scope)",
                            "code_challenge_method": "S256",
                    \(webMethod)    },
                    )

                    # Where people begin:
                    oauth.gatehouse.authorize_redirect("\(code: redirectURI ?? "")")

                    # At the redirect URL:
                    token = oauth.gatehouse.authorize_access_token()
                    """
                )
            ]
        )
    }

    /// Authlib in a service.
    var authlibService: ClientSnippet {
        let session: SnippetText
        switch proof {
        case .key:
            session = """
                session = OAuth2Session(
                    client_id="\(code: clientID)",
                    client_secret=open("private-key.pem").read(),
                    scope="\(code: scope)",
                    token_endpoint_auth_method="private_key_jwt",
                )
                session.register_client_auth_method(PrivateKeyJWT("\(code: tokenURL)", alg="ES256"))

                """
        case .none, .secret, .certificate:
            session = """
                session = OAuth2Session(
                    client_id="\(code: clientID)",
                \(webProof)    scope="\(code: scope)",
                )

                """
        }
        return ClientSnippet(
            "authlib",
            title: "Authlib",
            note: "Python. The session sends the token with every request.",
            warning: proof == .certificate ? Self.certificateWarning : nil,
            blocks: [
                .init(
                    "job.py",
                    what: "Authlib snippet",
                    """
                    \(environmentImport)from authlib.integrations.requests_client import OAuth2Session
                    \(keyImport)
                    \(session)session.fetch_token(
                        "\(code: tokenURL)",
                        grant_type="client_credentials",
                    )
                    print(session.get("\(exampleAddress)").status_code)
                    """
                )
            ]
        )
    }

    /// requests-oauthlib in a service with a secret.
    var requestsOAuthlib: ClientSnippet {
        let scopes = SnippetText.list(scopes.map { "\"\(code: $0)\"" }, separator: ", ")
        let isPlain = issuer.utf8.starts(with: "http:".utf8)
        return ClientSnippet(
            "requests-oauthlib",
            title: "requests-oauthlib",
            note: "Python, for programs that use Requests already.",
            warning: isPlain ? "It refuses http: set OAUTHLIB_INSECURE_TRANSPORT=1 on your own machine." : nil,
            blocks: [
                .init(
                    "job.py",
                    what: "requests-oauthlib snippet",
                    """
                    import os

                    from oauthlib.oauth2 import BackendApplicationClient
                    from requests_oauthlib import OAuth2Session

                    client = BackendApplicationClient(
                        client_id="\(code: clientID)",
                        scope=[\(scopes)],
                    )
                    session = OAuth2Session(client=client)
                    session.fetch_token(
                        token_url="\(code: tokenURL)",
                        client_id="\(code: clientID)",
                        client_secret=os.environ["CLIENT_SECRET"],
                    )
                    print(session.get("\(exampleAddress)").status_code)
                    """
                )
            ]
        )
    }

    private static let certificateWarning =
        "Authlib knows no certificates. Give the session's requests cert=(\"client.pem\", \"client.key\")."

    private var exampleAddress: SnippetText { exampleURL.map { "\(code: $0)" } ?? "\(gap: "https://…")" }

    private var environmentImport: SnippetText {
        guard proof == .secret else { return "" }
        return """
            import os


            """
    }

    private var keyImport: SnippetText {
        guard proof == .key else { return "" }
        return """
            from authlib.oauth2.rfc7523 import PrivateKeyJWT

            """
    }

    private var webProof: SnippetText {
        switch proof {
        case .none, .certificate: ""
        case .secret:
            """
                client_secret=os.environ["CLIENT_SECRET"],

            """
        case .key:
            """
                client_secret=open("private-key.pem").read(),
                client_auth_methods=[PrivateKeyJWT("\(code: tokenURL)", alg="ES256")],

            """
        }
    }

    private var webMethod: SnippetText {
        switch proof {
        case .key:
            """
                    "token_endpoint_auth_method": "private_key_jwt",

            """
        case .none, .secret, .certificate: ""
        }
    }
}
