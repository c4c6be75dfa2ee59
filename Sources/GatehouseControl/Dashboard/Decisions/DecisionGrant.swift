import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Who has to give which scopes, as things stand now, and which other routes these open.
struct DecisionGrant {
    private let decision: RecordedDecision
    private let missing: [String]
    private let now: DecisionSurroundings
    private let mayChange: Bool

    init(_ decision: RecordedDecision, missing: [String], _ now: DecisionSurroundings, mayChange: Bool) {
        self.decision = decision
        self.missing = missing
        self.now = now
        self.mayChange = mayChange
    }

    var points: [DecisionRemedy.Point] {
        guard let client else { return [] }
        guard !decision.isForItself else { return [permission(of: client)].compactMap(\.self) + [fresh(client)] }
        return [permission(of: client), assignment, consent(client)].compactMap(\.self)
    }

    var openedTitle: String {
        let subject = client.map { PageWords.name($0.name) } ?? "the client"
        let person = decision.isForItself ? nil : personName
        return "With it, \(subject) could also call\(person.map { ", for \($0)" } ?? "")"
    }

    /// What its tokens do not reach now and would reach then, without the route that it was about.
    var opened: [DecisionRemedy.Opened] {
        guard let client else { return [] }
        let held = decision.token?.scopes ?? []
        let before = ClientReach(client: client.with(held))
        let after = ClientReach(client: client.with(held + missing))
        return now.policy.applications.flatMap { application in
            application.routes
                .filter { route in
                    let isItself =
                        application.key.hasSameBytes(as: decision.application ?? "")
                        && route.label.hasSameBytes(as: decision.route ?? "")
                    return !isItself && !before.standing(of: route, in: application).isPossible
                        && after.standing(of: route, in: application).isPossible
                }
                .map {
                    DecisionRemedy.Opened(
                        methods: $0.methods.joined(separator: " "),
                        path: application.prefix + $0.template
                    )
                }
        }
    }

    private var client: ClientAccess? { now.client }

    private var personName: String? {
        now.person.map { PageWords.name($0.username) }
    }

    private var scopes: String { missing.joined(separator: " ") }

    /// Whether the client may ask for them at all.
    private func permission(of client: ClientAccess) -> DecisionRemedy.Point? {
        let name = PageWords.name(client.name)
        let lacking = missing.filter { !client.scopes.contains($0) }
        guard !lacking.isEmpty else {
            return DecisionRemedy.Point(text: "\(name) may ask for \(scopes).", isDone: true, action: nil)
        }
        let words = lacking.joined(separator: " ")
        let link = BoardLink("Give it \(words)", DecisionLink.scopes(lacking, forClient: client.id.value))
        return DecisionRemedy.Point(
            text: "\(name) may not ask for \(words) yet.",
            isDone: false,
            action: mayChange ? link : nil
        )
    }

    /// Whether the person holds those that only administrators give; nil if there are none.
    private var assignment: DecisionRemedy.Point? {
        let assigned = missing.filter { name in
            now.catalog.application(ofScope: name)?.scopes.first { $0.name.hasSameBytes(as: name) }?.isAssigned ?? false
        }
        guard !assigned.isEmpty, let person = now.person else { return nil }
        let lacking = assigned.filter { name in !person.scopes.contains { $0.hasSameBytes(as: name) } }
        let name = PageWords.name(person.username)
        guard !lacking.isEmpty else {
            return DecisionRemedy.Point(
                text: "\(name) holds \(assigned.joined(separator: " ")).",
                isDone: true,
                action: nil
            )
        }
        let words = lacking.joined(separator: " ")
        let link = BoardLink("Assign \(words) to \(name)", DecisionLink.scopes(lacking, forPerson: person.id))
        return DecisionRemedy.Point(
            text: "\(name) does not hold \(words), which only administrators give.",
            isDone: false,
            action: mayChange ? link : nil
        )
    }

    private func consent(_ client: ClientAccess) -> DecisionRemedy.Point {
        DecisionRemedy.Point(
            text: "\(PageWords.name(client.name)) asks for \(scopes) at the next sign-in, and "
                + "\(personName ?? "the person") allows it.",
            isDone: false,
            action: nil
        )
    }

    private func fresh(_ client: ClientAccess) -> DecisionRemedy.Point {
        DecisionRemedy.Point(
            text: "\(PageWords.name(client.name)) fetches a new token and asks for \(scopes).",
            isDone: false,
            action: nil
        )
    }
}

extension ClientAccess {
    /// The same client as one token of it goes about.
    fileprivate func with(_ scopes: [String]) -> ClientAccess {
        var access = self
        access.scopes = ScopeSet(scopes)
        access.isDisabled = false
        return access
    }
}
