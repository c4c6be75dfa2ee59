import GatehouseJOSE

/// What an authorization request still needs before it is answered.
enum Interaction: Sendable, Equatable {
    /// The person has to sign in.
    case signIn
    /// The person who is signed in has to say that they go on.
    case chooseAccount
    /// The person has to allow it.
    case consent
    /// Nothing: the client gets its code.
    case issue
    /// The client gets an error.
    case fail(OAuthError)
}

extension Interaction {
    /// What happened on the way so far.
    struct Progress: Sendable {
        /// When the request came, in Unix seconds.
        let requestedAt: Int64
        /// Who signed in on the way.
        var signedIn: UserID?
        /// Who said that they go on.
        var chosen: UserID?
        /// Whether whoever is signed in wants to go on as somebody else.
        var wantsOther = false
    }

    /// Who is there and what they allowed before.
    struct Person: Sendable {
        let signedIn: SignedIn
        /// `sub` by which the client knows the person.
        let subject: String
        /// What of the request the person can give.
        let scope: ScopeSet
        let consent: Consent?
    }

    /// Decides; asks nothing where the client wants nothing to be asked (`prompt=none`).
    static func next(_ request: AuthorizationRequest, person: Person?, progress: Progress) -> Interaction {
        let wanted = wanted(request, person, progress)
        guard request.prompt.contains(.none) else { return wanted }
        switch wanted {
        case .signIn:
            return .fail(OAuthError(.loginRequired, "The person has to sign in."))
        case .chooseAccount:
            return .fail(OAuthError(.accountSelectionRequired, "The person has to choose an account."))
        case .consent:
            return .fail(OAuthError(.consentRequired, "The person has to allow it."))
        case .issue, .fail:
            return wanted
        }
    }

    private static func wanted(
        _ request: AuthorizationRequest,
        _ person: Person?,
        _ progress: Progress
    ) -> Interaction {
        guard let person else { return .signIn }
        guard isExpected(person, request) else {
            // Asking the same person once more would never end.
            guard progress.signedIn == person.signedIn.user.id else { return .signIn }
            return .fail(OAuthError(.loginRequired, "Another person signed in than the client asked for."))
        }
        guard !needsSignIn(request, person, progress) else { return .signIn }
        switch ContextDemand.next(request, session: person.signedIn) {
        case .met: break
        case .signIn: return .signIn
        case .unmet:
            return .fail(OAuthError(.unmetAuthenticationRequirements, "The person cannot sign in as surely as asked."))
        }
        if needsChoice(request, person, progress) { return .chooseAccount }
        guard !person.scope.isEmpty else {
            return .fail(OAuthError(.accessDenied, "The person has none of what was asked for."))
        }
        return needsConsent(request, person) ? .consent : .issue
    }

    /// OpenID Connect Core §3.1.2.1, §5.5.1: whether it is the person that the client means.
    private static func isExpected(_ person: Person, _ request: AuthorizationRequest) -> Bool {
        request.subjects.allSatisfy { $0.contains(where: person.subject.hasSameBytes(as:)) }
    }

    private static func needsSignIn(
        _ request: AuthorizationRequest,
        _ person: Person,
        _ progress: Progress
    ) -> Bool {
        let session = person.signedIn.session
        // Whoever signed in on the way has done all that can be asked.
        if progress.signedIn == session.userID && session.authenticatedAt >= progress.requestedAt { return false }
        if progress.wantsOther || request.prompt.contains(.login) { return true }
        guard let maxAge = request.maxAge else { return false }
        // The time that our own pages take does not count.
        return progress.requestedAt - session.authenticatedAt > maxAge
    }

    private static func needsChoice(
        _ request: AuthorizationRequest,
        _ person: Person,
        _ progress: Progress
    ) -> Bool {
        let user = person.signedIn.user.id
        return request.prompt.contains(.selectAccount) && progress.chosen != user && progress.signedIn != user
    }

    private static func needsConsent(_ request: AuthorizationRequest, _ person: Person) -> Bool {
        if request.prompt.contains(.consent) { return true }
        // RFC 8252 §8.6: another program can pose as this client, so that nothing is allowed silently.
        if request.client.isPublic && request.target.isOnThisDevice { return true }
        if request.client.profile.isFirstParty == true { return false }
        return !person.scope.isSubset(of: person.consent?.scope ?? .empty)
    }
}
