extension SnippetFacts {
    /// For pages that run in a browser.
    var oidcClient: ClientSnippet {
        ClientSnippet(
            "oidc-client-ts",
            title: "oidc-client-ts",
            note: "TypeScript, any framework. Reads everything else from the OpenID configuration.",
            warning: browserWarning,
            blocks: [
                .init(
                    "auth.ts",
                    what: "oidc-client-ts snippet",
                    """
                    import { UserManager } from "oidc-client-ts";

                    export const users = new UserManager({
                      authority: "\(code: issuer)",
                      client_id: "\(browserID)",
                      redirect_uri: "\(code: redirectURI ?? "")",
                      scope: "\(code: scope)",
                    });

                    // Where people begin:
                    await users.signinRedirect();

                    // On the page of the redirect URL:
                    const user = await users.signinCallback();
                    const answer = await fetch(\(exampleArgument), {
                      headers: { Authorization: `Bearer ${user?.access_token}` },
                    });
                    """
                )
            ]
        )
    }

    /// For React.
    var oidcReact: ClientSnippet {
        let clientID: SnippetText = proof == .none ? "\(jsx: clientID)" : "\(gap: Self.otherID)"
        return ClientSnippet(
            "oidc-react",
            title: "oidc-react",
            note: "React. The provider signs people in when it is shown; useAuth() knows who it is.",
            warning: browserWarning,
            blocks: [
                .init(
                    "App.jsx",
                    what: "oidc-react snippet",
                    """
                    import { AuthProvider } from "oidc-react";

                    <AuthProvider
                      authority="\(jsx: issuer)"
                      clientId="\(clientID)"
                      redirectUri="\(jsx: redirectURI ?? "")"
                      scope="\(jsx: scope)"
                      responseType="code"
                      autoSignIn={true}
                      onSignIn={(user) => { \(gap: "/* user.access_token */") }}
                    >
                      <App />
                    </AuthProvider>
                    """
                )
            ]
        )
    }

    private static let otherID = "id of the browser client"

    private var browserID: SnippetText {
        proof == .none ? "\(code: clientID)" : "\(gap: Self.otherID)"
    }

    private var exampleArgument: SnippetText {
        exampleURL.map { "\"\(code: $0)\"" } ?? "\"\(gap: "https://…")\""
    }

    private var browserWarning: String? {
        guard proof != .none else { return nil }
        return "This client proves who it is, and a browser cannot keep what that takes. "
            + "Create a client that runs in a browser, then use its id here."
    }
}
