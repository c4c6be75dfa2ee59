/// What the fields of a client's form say of themselves.
struct ClientFormWords {
    private let values: ClientFormValues
    private let problems: ClientFormProblems

    init(_ values: ClientFormValues, _ problems: ClientFormProblems) {
        self.values = values
        self.problems = problems
    }

    var name: TaughtField {
        switch values.kind {
        case .code:
            TaughtField(
                "name",
                label: "Client name",
                about: "People read this on the consent screen. Use the name that they know your product by.",
                value: values.name,
                problem: problems["name"],
                example: "Reporting Studio"
            )
        case .service:
            TaughtField(
                "name",
                label: "Client name",
                about:
                    "Only you and your colleagues see it: in decisions, in the audit log and in the list of clients.",
                value: values.name,
                problem: problems["name"],
                hint: "Say what it does and where, for example: Night export, Frankfurt"
            )
        }
    }

    var policy: TaughtField {
        TaughtField(
            "policy_uri",
            label: "Privacy policy URL",
            about: "Says what you do with people's data. The consent screen links to it.",
            value: values.policyURI,
            problem: problems["policy_uri"],
            isOptional: true,
            example: "https://reporting.example.com/privacy",
            isURL: true
        )
    }

    var terms: TaughtField {
        TaughtField(
            "tos_uri",
            label: "Terms of service URL",
            about: "What people agree to when they use your product.",
            value: values.termsURI,
            problem: problems["tos_uri"],
            isOptional: true,
            example: "https://reporting.example.com/terms",
            isURL: true
        )
    }

    var logo: TaughtField {
        TaughtField(
            "logo_uri",
            label: "Logo URL",
            about: "Square, PNG, JPEG or WebP, up to 64 KB. We copy it once, now. "
                + "Without one, people see the first letter.",
            value: values.logoURL,
            problem: problems["logo_uri"],
            isOptional: true,
            example: "https://reporting.example.com/logo.png",
            isURL: true
        )
    }

    var keys: TaughtField {
        TaughtField(
            "jwks",
            label: "Public keys",
            about: "For a key pair: a JWKS, with the public halves alone. P-256, Ed25519 or RSA.",
            value: values.keys,
            problem: problems["jwks"],
            example: #"{"keys":[{"kty":"EC","crv":"P-256","x":"…","y":"…"}]}"#,
            isArea: true
        )
    }

    var keysURI: TaughtField {
        TaughtField(
            "jwks_uri",
            label: "or their URL",
            about: "Where we fetch them, so that you can replace keys without coming here. One of the two.",
            value: values.keysURI,
            problem: problems["jwks_uri"],
            example: "https://jobs.example.com/jwks.json",
            isURL: true
        )
    }

    func access(usual: Int64) -> LifetimeField {
        LifetimeField(
            "access_token_seconds",
            label: "Access token",
            about: values.kind == .code
                ? "Short is safer. The client renews it without asking anyone."
                : "Short is safer. The program asks for a new one when it needs it.",
            usual: usual,
            offered: [300, 900, 1_800, 3_600, 14_400, 28_800, 86_400],
            value: values.accessSeconds,
            problem: problems["access_token_seconds"]
        )
    }

    func refresh(usual: Int64) -> LifetimeField {
        LifetimeField(
            "refresh_token_seconds",
            label: "Refresh token",
            about: "How long people stay signed in without coming back. Replaced at each use. "
                + "Only with the scope offline_access.",
            usual: usual,
            offered: [86_400, 604_800, 2_592_000, 7_776_000, 31_536_000],
            value: values.refreshSeconds,
            problem: problems["refresh_token_seconds"]
        )
    }
}
