/// Says in one sentence what each metric of the control plane counts.
package enum MetricsHelp {
    /// The sentences by the metric's dotted name.
    package static let sentences = [
        "oauth.token.issued": "Access tokens issued, by grant.",
        "oauth.errors": "Errors that the authorization server answered, by endpoint and code.",
    ]
}
