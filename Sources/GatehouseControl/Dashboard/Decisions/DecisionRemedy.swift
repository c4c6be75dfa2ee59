import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// The smallest grant or change that would let the same request through, and what else it would open.
struct DecisionRemedy: Sendable, Equatable {
    /// One thing that has to be so, as it stands now.
    struct Point: Sendable, Equatable {
        let text: String
        let isDone: Bool
        /// Where an administrator makes it so; nil if it is up to somebody else.
        let action: BoardLink?
    }

    /// A route that the grant would open beside.
    struct Opened: Sendable, Equatable {
        let methods: String
        let path: String
    }

    let title: String
    let text: String
    let points: [Point]
    let hasPoints: Bool
    let action: BoardLink?
    /// Whether something is granted, so that it matters what else that opens.
    let isGrant: Bool
    /// "With it, Reporting Studio could also call, for alice".
    let openedTitle: String
    let opened: [Opened]
    let hasOpened: Bool
    /// "and 12 more routes".
    let openedMore: String?

    /// Nil where nothing is to change.
    init?(_ decision: RecordedDecision, remedy: String?, _ now: DecisionSurroundings, mayChange: Bool) {
        guard let remedy else { return nil }
        let missing = decision.scopesToGrant
        let grant =
            missing.isEmpty || decision.token?.issuerName != nil || Self.isClientGone(decision, now)
            ? nil : DecisionGrant(decision, missing: missing, now, mayChange: mayChange)
        title = grant == nil ? "What would change it" : "The smallest grant that allows it"
        text = DecisionText.cut(Self.words(remedy, decision, missing: missing, now), to: 1_000)
        points = grant?.points ?? []
        hasPoints = !points.isEmpty
        action = grant == nil && mayChange ? Self.action(decision, now) : nil
        isGrant = grant != nil
        openedTitle = grant?.openedTitle ?? ""
        let all = grant?.opened ?? []
        opened = Array(all.prefix(Self.limit))
        hasOpened = !all.isEmpty
        openedMore = all.count > Self.limit ? "and \(PageWords.count(all.count - Self.limit, "more route"))" : nil
    }

    private static let limit = 12

    /// The words know neither names nor what is there by now.
    private static func words(
        _ remedy: String,
        _ decision: RecordedDecision,
        missing: [String],
        _ now: DecisionSurroundings
    ) -> String {
        if !missing.isEmpty, isClientGone(decision, now) {
            return
                "The client \(decision.client ?? "") is gone by now. Whoever goes on calling needs another one that may "
                + "ask for \(missing.joined(separator: " "))."
        }
        let isAssigned = missing.contains { name in
            now.catalog.application(ofScope: name)?.scopes.first { $0.name.hasSameBytes(as: name) }?.isAssigned ?? false
        }
        let meant = isAssigned ? remedy : remedy.replacing(" " + DecisionWords.aboutAssignedScopes, with: "")
        return now.person.map { meant.replacing($0.id, with: PageWords.name($0.username)) } ?? meant
    }

    private static func isClientGone(_ decision: RecordedDecision, _ now: DecisionSurroundings) -> Bool {
        // One of another issuer was never here.
        decision.client != nil && now.client == nil && decision.token?.issuerName == nil
    }

    private static func action(_ decision: RecordedDecision, _ now: DecisionSurroundings) -> BoardLink? {
        switch decision.reason {
        case "claim_not_allowed":
            if let person = now.person {
                return BoardLink("Edit \(PageWords.name(person.username))", DecisionLink.person(person.id) + "/edit")
            }
            return now.application.map {
                BoardLink("Open \(PageWords.name($0.name))", DecisionLink.application($0.key))
            }
        case "no_route" where now.application == nil:
            return BoardLink("Applications", "/applications")
        case "invalid_token", "invalid_dpop_proof", "use_dpop_nonce", "sign_in_too_old":
            return now.client.map { BoardLink("Open \(PageWords.name($0.name))", DecisionLink.client($0.id.value)) }
        default:
            return now.application.map {
                BoardLink("Open \(PageWords.name($0.name))", DecisionLink.application($0.key))
            }
        }
    }
}

extension RecordedDecision {
    /// The scopes that the route asks for and the token lacks, where that is why it was refused.
    fileprivate var scopesToGrant: [String] {
        guard reason.hasSameBytes(as: "insufficient_scope") else { return [] }
        let held = token?.scopes ?? []
        return (explanation?.sufficientScopes ?? []).filter { wanted in !held.contains { $0.hasSameBytes(as: wanted) } }
    }
}
