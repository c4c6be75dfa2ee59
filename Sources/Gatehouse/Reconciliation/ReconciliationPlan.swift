import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Says what is to be done so that the clients in the store are as the policy files say; does nothing.
struct ReconciliationPlan: Sendable, Equatable {
    /// What is to be done, in the order of the clients' ids.
    private(set) var steps: [ReconciliationStep] = []
    /// Why nothing may be done.
    private(set) var problems: [PolicyDiagnostic] = []
    /// What is left alone, and what has to wait.
    private(set) var warnings: [PolicyDiagnostic] = []

    private let gifts: [String: Gift]

    /// Compares what is declared with the clients that stand; `secretsInForce` are those of them whose newest secret
    /// is the declared one.
    init(_ preparation: ClientPreparation, standing: [ClientSummary], secretsInForce: Set<String>) {
        gifts = Gift.collected(preparation.grants)
        problems = preparation.problems
        warnings = preparation.warnings
        let stored = Dictionary(standing.map { ($0.clientID, $0) }, uniquingKeysWith: { first, _ in first })
        var declared: Set<String> = []
        for prepared in preparation.clients {
            let id = prepared.registration.client.id.value
            declared.insert(id)
            guard let client = stored[id] else {
                create(prepared)
                continue
            }
            guard client.profile.source == .policy else {
                report(client, takenBy: prepared)
                give(to: client)
                continue
            }
            change(client, to: prepared, hasSecret: secretsInForce.contains(id))
        }
        for client in standing where !declared.contains(client.clientID) {
            if client.profile.source == .policy { withdraw(client) } else { give(to: client) }
        }
        for (id, gift) in gifts where stored[id] == nil && !declared.contains(id) {
            let message = "there is no client '\(id)' yet"
            let hint = "it gets these scopes a few seconds after it is made"
            warnings.append(PolicyDiagnostic(.warning, at: gift.location, message, suggestion: hint))
        }
        steps.sort { $0.client.id.value.utf8.lexicographicallyPrecedes($1.client.id.value.utf8) }
        warnings.sort { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    }

    /// The plan without steps that nobody would notice, such as a policy directory that is named in another way.
    var visible: ReconciliationPlan {
        var plan = self
        plan.steps.removeAll { $0.action == .change && $0.changes.isEmpty }
        return plan
    }

    private mutating func create(_ prepared: ClientPreparation.PreparedClient) {
        let declared = prepared.registration.client
        let wanted = declared.having(declared.scopes, given: given(to: declared.id.value))
        let secret = prepared.registration.secretDigest
        steps.append(
            ReconciliationStep(
                action: .create,
                client: wanted,
                location: prepared.location,
                changes: [FieldChange](from: nil, to: ClientSummary(wanted)) + (secret == nil ? [] : [.secret]),
                secretDigest: secret
            )
        )
    }

    private mutating func change(
        _ stored: ClientSummary,
        to prepared: ClientPreparation.PreparedClient,
        hasSecret: Bool
    ) {
        let declared = prepared.registration.client
        guard canBecome(declared, stored, at: prepared.location) else { return }
        var wanted = declared.having(declared.scopes, given: given(to: stored.clientID))
        wanted.profile.hasLogo = stored.profile.hasLogo
        wanted.profile.consentsSince = stored.profile.consentsSince
        let isWithdrawn = stored.profile.isWithdrawn == true
        if stored.disabledAt != nil, !isWithdrawn {
            warn("the client '\(stored.clientID)' is disabled by an administrator and stays so", at: prepared.location)
        }
        let secret = hasSecret ? nil : prepared.registration.secretDigest
        append(
            isWithdrawn && stored.disabledAt != nil ? .enable : .change,
            stored,
            to: wanted,
            secret: secret,
            at: prepared.location
        )
    }

    /// What is settled when a client is made stays for good.
    private mutating func canBecome(_ declared: Client, _ stored: ClientSummary, at location: SourceLocation) -> Bool {
        let hint = "choose another id, or take it out, delete the client and declare it again"
        if !stored.application.hasSameBytes(as: declared.application) {
            let message = "the client '\(stored.clientID)' is of the application '\(stored.application)' and stays so"
            problems.append(PolicyDiagnostic(.error, at: location, message, suggestion: hint))
            return false
        }
        if stored.isPublic != declared.isPublic {
            let kind = stored.isPublic ? "public" : "confidential"
            let message = "the client '\(stored.clientID)' is \(kind) and stays so"
            problems.append(PolicyDiagnostic(.error, at: location, message, suggestion: hint))
            return false
        }
        return true
    }

    /// A client of the policy files that none declares any more.
    private mutating func withdraw(_ stored: ClientSummary) {
        guard let client = Client(stored) else { return }
        var wanted = client.having(client.ownScopes, given: given(to: stored.clientID))
        wanted.profile.declaredIn = nil
        if stored.disabledAt == nil { wanted.profile.isWithdrawn = true }
        append(stored.disabledAt == nil ? .disable : .change, stored, to: wanted, secret: nil, at: nil)
    }

    /// A client of somebody else: only what applications give it changes.
    private mutating func give(to stored: ClientSummary) {
        guard let client = Client(stored) else { return }
        let gift = gifts[stored.clientID]
        guard stored.profile.source == nil || stored.profile.source == .administrator else {
            if let gift {
                let message = "the client '\(stored.clientID)' \(stored.origin); it is given no scopes"
                warnings.append(PolicyDiagnostic(.warning, at: gift.location, message))
            }
            return
        }
        // A file has no say in who governs this server.
        let isOfServer = stored.application.hasSameBytes(as: BuiltInApplication.key)
        if let gift, isOfServer {
            let message = "the client '\(stored.clientID)' is of this server itself; it is given no scopes"
            warnings.append(PolicyDiagnostic(.warning, at: gift.location, message))
        }
        let wanted = client.having(client.ownScopes, given: isOfServer ? .empty : given(to: stored.clientID))
        append(.change, stored, to: wanted, secret: nil, at: gift?.location)
    }

    private mutating func report(_ stored: ClientSummary, takenBy prepared: ClientPreparation.PreparedClient) {
        let message = "there is a client '\(stored.clientID)' that \(stored.origin): it is left as it is"
        let hint = "choose another id, or delete that client and load the policies again"
        warnings.append(PolicyDiagnostic(.warning, at: prepared.location, message, suggestion: hint))
        guard let client = Client(stored) else { return }
        steps.append(
            ReconciliationStep(action: .conflict, client: client, location: prepared.location, changes: [])
        )
    }

    /// A step, unless everything is so already.
    private mutating func append(
        _ action: ReconciliationStep.Action,
        _ stored: ClientSummary,
        to wanted: Client,
        secret: [UInt8]?,
        at location: SourceLocation?
    ) {
        let changes = [FieldChange](from: stored, to: ClientSummary(wanted)) + (secret == nil ? [] : [.secret])
        let isSame = changes.isEmpty && stored.profile == wanted.profile
        guard action != .change || !isSame else { return }
        var step = ReconciliationStep(action: action, client: wanted, location: location, changes: changes)
        step.secretDigest = secret
        step.isNarrowed =
            !ScopeSet(stored.scopes).isSubset(of: wanted.scopes)
            || !stored.grants.allSatisfy(wanted.grants.map(\.rawValue).contains)
        step.version = stored.version
        steps.append(step)
    }

    private func given(to client: String) -> ScopeSet {
        gifts[client]?.scopes ?? .empty
    }

    private mutating func warn(_ message: String, at location: SourceLocation) {
        warnings.append(PolicyDiagnostic(.warning, at: location, message))
    }
}

/// What all applications together give to one client.
private struct Gift: Equatable {
    var scopes: ScopeSet
    let location: SourceLocation

    static func collected(_ grants: [DeclaredGrant]) -> [String: Gift] {
        var gifts: [String: Gift] = [:]
        for grant in grants {
            let before = gifts[grant.client]
            gifts[grant.client] = Gift(
                scopes: ScopeSet((before?.scopes.names ?? []) + grant.scopes),
                location: before?.location ?? grant.location
            )
        }
        return gifts
    }
}

extension ClientSummary {
    /// Where it comes from, after its name.
    fileprivate var origin: String {
        switch profile.source {
        case nil, .administrator: "an administrator made"
        case .policy: "a policy file declares"
        case .builtIn: "is part of this server"
        case .dynamic: "registered itself"
        case .metadataDocument: "describes itself"
        }
    }
}
