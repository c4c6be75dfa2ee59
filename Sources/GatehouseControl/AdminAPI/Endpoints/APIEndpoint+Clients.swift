import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

extension APIEndpoint {
    /// Clients, with their secrets.
    static let clients: [APIEndpoint] = [
        APIEndpoint(
            method: .get,
            path: "/clients",
            id: "listClients",
            section: .clients,
            right: .read,
            summary: "List clients",
            about: "An application that is not declared and owns no client is refused: it is misspelt.",
            query: [
                APIParameter("text", .text(0...200), "Part of the name or the id."),
                APIParameter("application", .text(1...64), "Those of this application.", example: "tstapp"),
                APIParameter("grant", .word(GrantType.allCases.map(\.rawValue)), "Those with this grant."),
                APIParameter("scope", .text(1...200), "Those that may ask for this scope."),
                APIParameter("disabled", .boolean, "Only disabled ones, or only others."),
                APIParameter("source", .word(ClientSource.allCases.map(\.rawValue)), "By who registered them."),
            ] + APIParameter.sorting(ClientQuery.Order.allCases.map(\.rawValue)) + [.limit, .offset],
            success: .list(of: ClientSummary.self, "A page of the clients."),
            answer: ClientAnswers.list
        ),
        APIEndpoint(
            method: .post,
            path: "/clients",
            id: "createClient",
            section: .clients,
            right: .change,
            summary: "Create a client",
            about: "The answer holds the secret, once. With a chosen id a second request is 409, not a second client.",
            body: .json(APIClient.new, isOptional: false, example: APIExamples.newClient),
            success: .created(CreatedClient.self, "The client with its secret.", hasVersion: true),
            refusals: [.conflict],
            answer: ClientAnswers.create
        ),
        APIEndpoint(
            method: .get,
            path: "/clients/{client_id}",
            id: "showClient",
            section: .clients,
            right: .read,
            summary: "Show a client",
            success: .ok(ClientSummary.self, "The client.", hasVersion: true),
            answer: ClientAnswers.show
        ),
        APIEndpoint(
            method: .put,
            path: "/clients/{client_id}",
            id: "replaceClient",
            section: .clients,
            right: .change,
            summary: "Replace what describes a client",
            about:
                "Its id, its application, its secrets and whether it is public stay; what is left out is taken away.",
            body: .json(APIClient.changes, isOptional: false, example: APIExamples.clientChanges),
            isConditional: true,
            success: .ok(ClientSummary.self, "The client as it is now.", hasVersion: true),
            refusals: [.conflict],
            answer: ClientAnswers.replace
        ),
        APIEndpoint(
            method: .delete,
            path: "/clients/{client_id}",
            id: "deleteClient",
            section: .clients,
            right: .change,
            summary: "Delete a client",
            about: "Its tokens are refused from now on. `POST /tokens/revoke` with `dry_run` says before what ends.",
            isConditional: true,
            success: .done("It is gone."),
            refusals: [.conflict],
            answer: ClientAnswers.delete
        ),
        APIEndpoint(
            method: .post,
            path: "/clients/{client_id}/disable",
            id: "disableClient",
            section: .clients,
            right: .change,
            summary: "Disable a client",
            about: "It gets no more tokens, and those that it has are refused.",
            success: .ok(ClientSummary.self, "The client as it is now.", hasVersion: true),
            refusals: [.conflict],
            answer: ClientAnswers.disable
        ),
        APIEndpoint(
            method: .post,
            path: "/clients/{client_id}/enable",
            id: "enableClient",
            section: .clients,
            right: .change,
            summary: "Enable a client",
            about: "It may ask for tokens again; earlier ones stay refused.",
            success: .ok(ClientSummary.self, "The client as it is now.", hasVersion: true),
            refusals: [.conflict],
            answer: ClientAnswers.enable
        ),
        APIEndpoint(
            method: .post,
            path: "/clients/{client_id}/secrets",
            id: "addClientSecret",
            section: .clients,
            right: .change,
            summary: "Add a secret",
            about: "Two may live at the same time: add one, take it into use, then delete the other.",
            body: .json(
                .named("NewSecret", .input([.optional("label", .text(1...100), "What you call it.", example: "2027")])),
                isOptional: true,
                example: ["label": "2027"]
            ),
            success: .created(CreatedClient.self, "The client with its new secret.", hasVersion: true),
            refusals: [.conflict],
            answer: ClientAnswers.addSecret
        ),
        APIEndpoint(
            method: .post,
            path: "/clients/{client_id}/rotate-secret",
            id: "rotateClientSecret",
            section: .clients,
            right: .change,
            summary: "Rotate the secret",
            about:
                "Adds a secret. Of those before only the newest stays live, or none with `revoke_old`; no request is "
                + "refused for having two already.",
            body: .json(
                .named(
                    "SecretRotation",
                    .input([
                        .optional("label", .judged(.text(1...200)), "What you call it.", example: "2027"),
                        .optional("revoke_old", .boolean, "Whether the others end at once.", example: false),
                    ])
                ),
                isOptional: true,
                example: ["label": "2027"]
            ),
            success: .created(CreatedClient.self, "The client with its new secret.", hasVersion: true),
            refusals: [.conflict],
            answer: ClientAnswers.rotateSecret
        ),
        APIEndpoint(
            method: .delete,
            path: "/clients/{client_id}/secrets/{secret_id}",
            id: "deleteClientSecret",
            section: .clients,
            right: .change,
            summary: "Delete a secret",
            success: .done("It is not accepted any more."),
            refusals: [.conflict],
            answer: ClientAnswers.removeSecret
        ),
        APIEndpoint(
            method: .put,
            path: "/clients/{client_id}/logo",
            id: "setClientLogo",
            section: .clients,
            right: .change,
            summary: "Set the logo",
            about: "At most 64 KiB.",
            body: .image,
            success: .done("The consent page shows it."),
            refusals: [.conflict],
            answer: ClientAnswers.setLogo
        ),
        APIEndpoint(
            method: .delete,
            path: "/clients/{client_id}/logo",
            id: "deleteClientLogo",
            section: .clients,
            right: .change,
            summary: "Take the logo away",
            success: .done("There is none."),
            refusals: [.conflict],
            answer: ClientAnswers.removeLogo
        ),
        APIEndpoint(
            method: .post,
            path: "/clients/{client_id}/revoke",
            id: "revokeClientTokens",
            section: .clients,
            right: .change,
            summary: "Revoke all tokens of a client",
            about: "Those that were issued until now; it may ask for new ones.",
            success: .ok(RevocationSummary.self, "What stands now."),
            answer: ClientAnswers.revoke
        ),
        APIEndpoint(
            method: .get,
            path: "/clients/{client_id}/reach",
            id: "showClientReach",
            section: .clients,
            right: .read,
            summary: "Which routes a client can reach",
            about: "Every route of every application, with what is missing where it cannot.",
            query: [.limit, .offset],
            success: .list(of: APIClientReach.self, "A page of the routes, in the order of the policy."),
            answer: ReachAnswers.ofClient
        ),
        APIEndpoint(
            method: .get,
            path: "/clients/{client_id}/uses",
            id: "showClientUses",
            section: .clients,
            right: .read,
            summary: "What a client has done",
            success: .ok(APIClientUses.self, "Its routes and its scopes, with the last use."),
            answer: ReachAnswers.uses
        ),
        APIEndpoint(
            method: .post,
            path: "/clients/{client_id}/trial",
            id: "tryClient",
            section: .clients,
            right: .change,
            summary: "Send a request through the gate as a client",
            about: "With a token of the client that lives for a minute and that nobody else sees.",
            body: .json(APITrial.wish, isOptional: false, example: APIExamples.trial),
            success: .ok(APITrial.self, "What the gate answered and decided."),
            refusals: [.conflict, .badGateway],
            answer: TrialAnswers.send
        ),
        APIEndpoint(
            method: .post,
            path: "/registration-tokens",
            id: "createRegistrationToken",
            section: .clients,
            right: .change,
            summary: "Make an initial access token",
            about: "With it a program registers one client of the application (RFC 7591).",
            body: .json(
                .named(
                    "NewRegistrationToken",
                    .input([
                        .required("application", .judged(.text(1...64)), "The application.", example: "tstapp"),
                        .optional(
                            "seconds",
                            .judged(.integer(60...2_592_000)),
                            "How long it holds; a day unless it is said."
                        ),
                    ])
                ),
                isOptional: false,
                example: ["application": "tstapp", "seconds": 3600]
            ),
            success: .created(RegistrationTokenSummary.self, "The token, once.", hasLocation: false),
            refusals: [.conflict],
            answer: ClientAnswers.makeRegistrationToken
        ),
    ]
}
