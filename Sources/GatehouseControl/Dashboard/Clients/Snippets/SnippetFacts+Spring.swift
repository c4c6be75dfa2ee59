extension SnippetFacts {
    /// Spring Boot where people sign in.
    var springWeb: ClientSnippet {
        let settings: SnippetText = """
            spring:
              security:
                oauth2:
                  client:
                    registration:
                      gatehouse:
                        client-id: "\(spring: clientID)"
            \(springProof)            authorization-grant-type: authorization_code
                        redirect-uri: "\(spring: redirectURI ?? "")"
                        scope:
            \(springScopes)
                    provider:
                      gatehouse:
                        issuer-uri: "\(spring: issuer)"
            """
        var blocks = [ClientSnippet.Block("application.yaml", what: "Spring settings", settings)]
        if proof != .none {
            blocks.append(.init("Security.java, until Spring Security 7", what: "Spring configuration", Self.pkce))
        }
        return ClientSnippet(
            "spring",
            title: "Spring Boot",
            note: "Spring answers at /login/oauth2/code/gatehouse: register that address, "
                + "or move Spring's redirection endpoint to the path of yours.",
            warning: springWarning,
            blocks: blocks
        )
    }

    /// Spring Boot in a service.
    var springService: ClientSnippet {
        ClientSnippet(
            "spring",
            title: "Spring Boot",
            note: "Ask OAuth2AuthorizedClientManager for the registration gatehouse, "
                + "or let a RestClient or WebClient do it.",
            warning: springWarning,
            blocks: [
                .init(
                    "application.yaml",
                    what: "Spring settings",
                    """
                    spring:
                      security:
                        oauth2:
                          client:
                            registration:
                              gatehouse:
                                client-id: "\(spring: clientID)"
                    \(springProof)            authorization-grant-type: client_credentials
                                scope:
                    \(springScopes)
                            provider:
                              gatehouse:
                                token-uri: "\(spring: tokenURL)"
                    """
                )
            ]
        )
    }

    /// PKCE is asked of every client; Spring sends it by itself only for public ones, and for all from version 7 on.
    private static let pkce: SnippetText = """
        @Bean
        SecurityFilterChain web(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
            var requests = new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
            requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
            return http
                .authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
                .oauth2Login(login -> login.authorizationEndpoint(
                    endpoint -> endpoint.authorizationRequestResolver(requests)))
                .build();
        }
        """

    private var springScopes: SnippetText {
        SnippetText.list(scopes.map { "              - \"\(spring: $0)\"" }, separator: "\n")
    }

    private var springProof: SnippetText {
        switch proof {
        case .none:
            """
                        client-authentication-method: none

            """
        case .secret:
            #"""
                        client-secret: "${CLIENT_SECRET}"

            """#
        case .key:
            """
                        client-authentication-method: private_key_jwt

            """
        case .certificate:
            """
                        client-authentication-method: tls_client_auth

            """
        }
    }

    private var springWarning: String? {
        switch proof {
        case .none, .secret: nil
        case .key: "Give the token client a NimbusJwtClientAuthenticationParametersConverter with your private key."
        case .certificate: "Give the token client's RestClient an SSL bundle with the client's certificate."
        }
    }
}
