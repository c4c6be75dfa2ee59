import GatehouseOAuth

extension SnippetFacts {
    /// The requests that people make first: the contract's form.
    func curl(isService: Bool) -> ClientSnippet {
        var blocks = [ClientSnippet.Block("Shell", what: "curl command", isService ? serviceRequest : codeRequest)]
        blocks.append(.init("The answer", what: "answer", answer(isService: isService), isCopied: false))
        if isService, let exampleURL {
            let call: SnippetText = """
                \(tokenLine)curl '\(shell: exampleURL)' \\
                  --header "Authorization: Bearer $ACCESS_TOKEN"
                """
            blocks.append(.init("Both in one go", what: "call of the API", call))
        }
        let start = isService ? "Get a token; or get one and call the API with it." : Self.exchangeNote
        return ClientSnippet("curl", title: "curl", note: start, warning: proofWarning, isFirst: true, blocks: blocks)
    }

    private static let exchangeNote =
        "Exchange a code for tokens by hand. CODE and VERIFIER come from the sign-in that you started."

    private var proofWarning: String? {
        switch proof {
        case .key: "CLIENT_ASSERTION is a JWT that you sign with your private key. A library makes it for you."
        case .certificate: "client.pem and client.key are the client's certificate and its key."
        case .none, .secret: nil
        }
    }

    private var serviceRequest: SnippetText { secretLine + tokenRequest("") }

    /// Keeps the token of the answer in a variable; the shell prints nothing of it.
    private var tokenLine: SnippetText {
        """
        ACCESS_TOKEN=$(\(tokenRequest("--silent --show-error ")) |
          sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

        """
    }

    private func tokenRequest(_ options: SnippetText) -> SnippetText {
        """
        curl \(options)--request POST '\(shell: tokenURL)' \\
        \(certificateLine)  --header 'Content-Type: application/x-www-form-urlencoded' \\
          --data-urlencode 'grant_type=client_credentials' \\
          --data-urlencode 'client_id=\(shell: clientID)' \\
        \(proofLine)  --data-urlencode 'scope=\(shell: scope)'
        """
    }

    private var codeRequest: SnippetText {
        """
        \(secretLine)curl --request POST '\(shell: tokenURL)' \\
        \(certificateLine)  --header 'Content-Type: application/x-www-form-urlencoded' \\
          --data-urlencode 'grant_type=authorization_code' \\
          --data-urlencode 'client_id=\(shell: clientID)' \\
        \(proofLine)  --data-urlencode 'redirect_uri=\(shell: redirectURI ?? "")' \\
          --data-urlencode "code=$CODE" \\
          --data-urlencode "code_verifier=$VERIFIER"
        """
    }

    /// Where the secret is known, the command is whole.
    private var secretLine: SnippetText {
        guard proof == .secret, let secret else { return "" }
        return """
            CLIENT_SECRET='\(shell: secret)'

            """
    }

    private var certificateLine: SnippetText {
        guard proof == .certificate else { return "" }
        return """
              --cert client.pem --key client.key \\

            """
    }

    private var proofLine: SnippetText {
        switch proof {
        case .none, .certificate: ""
        case .secret:
            #"""
              --data-urlencode "client_secret=$CLIENT_SECRET" \

            """#
        case .key:
            #"""
              --data-urlencode 'client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer' \
              --data-urlencode "client_assertion=$CLIENT_ASSERTION" \

            """#
        }
    }

    private func answer(isService: Bool) -> SnippetText {
        let header: SnippetText = """
            {
              "access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NiJ9…",
              "expires_in": 3599,

            """
        let idToken: SnippetText =
            !isService && scopes.contains("openid")
            ? """
              "id_token": "eyJhbGciOiJFUzI1NiJ9…",

            """ : ""
        let refreshToken: SnippetText =
            !isService && scopes.contains(PredefinedScope.offlineAccess.rawValue)
            ? """
              "refresh_token": "8xLOxBtZp8…",

            """ : ""
        return header + idToken + refreshToken + """
              "scope": "\(code: scope)",
              "token_type": "bearer"
            }
            """
    }
}
