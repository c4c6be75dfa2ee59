import GatehouseJOSE
import GatehouseOAuth

extension StandingPolicy: APIResource {
    static var schema: APISchema {
        let application = APISchema.named(
            "ApplicationOutline",
            .output([
                .required("key", .text, "The short key.", example: "tstapp"),
                .required("settings", .map(.text), "Its settings, by their keys in a file."),
                .required("scopes", .map(.text), "Its scopes, each with its sentence."),
                .required("routes", .map(.text), "Its routes, each with what it needs."),
            ])
        )
        let outline = APISchema.named(
            "PolicyOutline",
            .output([.required("applications", .list(application), "What it declares, by key.")])
        )
        return .named(
            "StandingPolicy",
            .output([
                .optional("policy", outline, "The policy in force."),
                .required("clients", .list(ClientSummary.schema), "The clients that a policy is about."),
                .required(
                    "secrets_in_force",
                    .list(.text),
                    "Those of them whose newest secret is the one that was asked about."
                ),
            ])
        )
    }
}
