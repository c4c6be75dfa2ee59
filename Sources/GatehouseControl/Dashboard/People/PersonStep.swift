import GatehouseOAuth

/// What an administrator may do with a person after having been asked; the raw value stands in the path.
enum PersonStep: String, CaseIterable, Sendable {
    case disable
    case enable
    case secondFactor = "second-factor"
    case signOut = "sign-out"
    /// Field `client`.
    case withdraw
    case revoke

    /// What is told to the server.
    func command(_ person: UserSummary, client: String) -> AdminCommand {
        switch self {
        case .disable: .disableUser(person.id)
        case .enable: .enableUser(person.id)
        case .secondFactor: .resetSecondFactor(person.id)
        case .signOut: .signOutUser(person.id)
        case .withdraw: .withdrawAccess(user: person.id, client: client)
        case .revoke: .revokeSubject(person.id)
        }
    }

    /// What is told afterwards.
    func done(_ name: String) -> DashboardNotice {
        switch self {
        case .disable: DashboardNotice("\(name) is disabled.", "Sessions and tokens ended within a second.")
        case .enable: DashboardNotice("\(name) may sign in again.", "What was issued before stays refused.")
        case .secondFactor:
            DashboardNotice("\(name) signs in with the password alone.", "They set up a new second step themselves.")
        case .signOut: DashboardNotice("\(name) is signed out everywhere.")
        case .withdraw: DashboardNotice("Access was withdrawn.", "It is refused within a second.")
        case .revoke: DashboardNotice("All tokens about \(name) were revoked.")
        }
    }
}

/// What is known when somebody is asked about a step.
struct PersonStepFacts: Sendable {
    let person: UserSummary
    let reach: RevocationReach
    let sessionCount: Int
    /// The client from which access is withdrawn, by its name.
    let clientName: String
    /// It is the administrator who asks.
    let isSelf: Bool
    /// Nobody else may change anything here.
    let isLastAdministrator: Bool
    let now: Int64

    var name: String { PageWords.name(person.name ?? person.username) }
}

extension PersonStep {
    /// The question.
    func title(_ facts: PersonStepFacts) -> String {
        switch self {
        case .disable: facts.isSelf ? "Disable yourself?" : "Disable \(facts.name)?"
        case .enable: "Let \(facts.name) sign in again?"
        case .secondFactor: "Take \(facts.name)'s second step away?"
        case .signOut: facts.isSelf ? "Sign out everywhere?" : "Sign \(facts.name) out everywhere?"
        case .withdraw: "Withdraw \(facts.clientName)'s access to \(facts.name)?"
        case .revoke: "Revoke every token about \(facts.name)?"
        }
    }

    /// What it means, in a sentence.
    func text(_ facts: PersonStepFacts) -> String {
        switch self {
        case .disable: "They cannot sign in until somebody enables them. Nothing about them is deleted."
        case .enable: "They sign in with the password that they had. What was issued before stays refused."
        case .secondFactor: "For who has lost their phone and the recovery codes. Be sure that it is they who ask."
        case .signOut: "They sign in again wherever they go on."
        case .withdraw: "They can allow it again when the app asks."
        case .revoke: "They stay signed in, and apps get new tokens once they ask and it is allowed again."
        }
    }

    /// What ends, one line each.
    func losses(_ facts: PersonStepFacts) -> [String] {
        switch self {
        case .disable: [facts.sessionLine, facts.grantLine, "Every token about them is refused within a second."]
        case .enable: []
        case .secondFactor:
            [
                "Codes from their authenticator app stop working.", "Their recovery codes stop working.",
                "Until they set it up again, whoever knows the password can sign in.",
            ]
        case .signOut: [facts.sessionLine, facts.grantLine]
        case .withdraw: [facts.grantLine, "What the app is doing for them right now is refused from then on."]
        case .revoke: [facts.grantLine, "Every access token about them issued until now is refused within a second."]
        }
    }

    /// What whoever does it should stop for; nil if nothing out of the way happens.
    func warning(_ facts: PersonStepFacts) -> String? {
        switch self {
        case .disable where facts.isSelf && facts.isLastAdministrator:
            "You are the last administrator, so this will be refused. Give gatehouse_admin to somebody else before; only "
                + "the command line on the server can do it now: gatehouse user disable \(facts.person.username)"
        case .disable where facts.isSelf:
            "It is you. You are signed out at once, and only another administrator can let you in again."
        case .signOut where facts.isSelf: "It is you: this browser is signed out with the others."
        case .revoke where facts.isSelf: "It is you: this dashboard asks you to sign in again."
        default: nil
        }
    }

    /// What the button says.
    func action(_ facts: PersonStepFacts) -> String {
        switch self {
        case .disable: "Disable \(facts.name)"
        case .enable: "Enable \(facts.name)"
        case .secondFactor: "Take the second step away"
        case .signOut: "Sign out everywhere"
        case .withdraw: "Withdraw access"
        case .revoke: "Revoke all tokens"
        }
    }
}

extension PersonStepFacts {
    fileprivate var sessionLine: String {
        sessionCount == 0
            ? "They are signed in nowhere."
            : "\(PageWords.count(sessionCount, "session")) \(sessionCount == 1 ? "ends" : "end")."
    }

    fileprivate var grantLine: String { RevocationWords.grants(reach, now: now) }
}

/// What a revocation ends, in words.
enum RevocationWords {
    /// "3 grants to 2 clients end, 1 of them with a refresh token. Last used 4 minutes ago."
    static func grants(_ reach: RevocationReach, now: Int64) -> String {
        guard reach.grants > 0 else { return "No grant stands." }
        let clients = reach.clients > 1 ? " to \(PageWords.count(reach.clients, "client"))" : ""
        let people = reach.people > 1 ? " of \(reach.people) people" : ""
        let ends = reach.grants == 1 ? "ends" : "end"
        let refresh =
            reach.refreshTokens == 0
            ? "" : ", \(reach.refreshTokens) of them with a refresh token"
        return "\(PageWords.count(reach.grants, "grant"))\(people)\(clients) \(ends)\(refresh). "
            + used(reach.lastUsedAt, now: now)
    }

    static func used(_ seconds: Int64?, now: Int64) -> String {
        seconds.map { "Last used \(PageTime($0, now: now).words)." } ?? "Never used."
    }
}
