import GatehouseJOSE
import GatehouseOAuth

/// The fields about a person, for a new one and for one that is there.
struct PersonForm: Sendable, Equatable {
    /// One row of the attributes.
    struct AttributeRow: Sendable, Equatable {
        /// "Attribute 1", for ears.
        let place: String
        let nameID: String
        let valueID: String
        let name: String
        let value: String
    }

    /// A scope to be ticked, the sentence first.
    struct Tick: Sendable, Equatable {
        let name: String
        let sentence: String
        let isTicked: Bool
    }

    /// The scopes of one application.
    struct TickGroup: Sendable, Equatable {
        let name: String
        let ticks: [Tick]
    }

    /// One way of a choice.
    struct Choice: Sendable, Equatable {
        let value: String
        let title: String
        let text: String
        let isChosen: Bool
    }

    let username: BoardField
    let email: BoardField
    let name: BoardField
    let attributes: [AttributeRow]
    let attributeField: BoardField
    let scopeGroups: [TickGroup]
    let hasScopes: Bool
    let scopeField: BoardField
    let roles: [Choice]
    let passwordWays: [Choice]
    let passwordField: BoardField
    /// What stands in the store now, where it is not what was typed: somebody else changed it meanwhile.
    let nowEmail: String?
    let nowName: String?
    let nowAttributes: String?
    let nowScopes: String?

    /// Empty rows below those that are filled.
    private static let spareRows = 2
    /// What a page of 100 KB has room for.
    private static let mostTicks = 200

    init(
        _ values: PersonFormValues,
        catalog: ScopeCatalog,
        problems: [FieldRefusal] = [],
        moreRows: Int = 0,
        standing: UserSummary? = nil
    ) {
        let error = { (field: String) in PersonProblems.text(of: field, in: problems) }
        username = BoardField("username", value: values.username, error: error("username"))
        email = BoardField("email", value: values.email, error: error("email"))
        name = BoardField("name", value: values.name, error: error("name"))
        attributes = Self.rows(values.attributes, spare: Self.spareRows + moreRows)
        attributeField = BoardField("attributes", value: "", error: error("attributes"))
        scopeGroups = Self.groups(values.scopes, AssignableScopes(catalog))
        hasScopes = !scopeGroups.isEmpty
        scopeField = BoardField("scopes", value: "", error: error("scopes"))
        roles = Self.roles(values.role)
        passwordWays = Self.passwordWays(isTyped: !values.choosesPassword)
        passwordField = BoardField("password", value: "", error: error("password"))
        let stored = standing.map { PersonFormValues($0) }
        nowEmail = stored.flatMap { $0.email.hasSameBytes(as: values.email) ? nil : Self.shown($0.email) }
        nowName = stored.flatMap { $0.name.hasSameBytes(as: values.name) ? nil : Self.shown($0.name) }
        nowAttributes = stored.flatMap { stored in
            let now = stored.attributes.map { "\($0.name)=\($0.value)" }
            let typed = values.attributes.map { "\($0.name)=\($0.value)" }
            return Set(now) == Set(typed) ? nil : Self.shown(now.joined(separator: ", "))
        }
        nowScopes = stored.flatMap { stored in
            let now = Set(stored.scopes + stored.role.scopes)
            return now == Set(values.scopes + values.role.scopes)
                ? nil : Self.shown(now.sorted().joined(separator: " "))
        }
    }

    private static func shown(_ text: String) -> String {
        text.isEmpty ? "none" : DecisionText.cut(PageWords.name(text), to: 300)
    }

    private static func rows(_ attributes: [PersonFormValues.Attribute], spare: Int) -> [AttributeRow] {
        let blank = PersonFormValues.Attribute(name: "", value: "")
        return (attributes + Array(repeating: blank, count: min(max(spare, 1), 16))).enumerated()
            .map { index, attribute in
                AttributeRow(
                    place: "attribute \(index + 1)",
                    nameID: "attribute-\(index)",
                    valueID: "attribute-\(index)-value",
                    name: attribute.name,
                    value: attribute.value
                )
            }
    }

    /// What was ticked and nobody declares any more is still there, so that it can be taken away.
    private static func groups(_ ticked: [String], _ assignable: AssignableScopes) -> [TickGroup] {
        let isTicked = { (name: String) in ticked.contains { $0.hasSameBytes(as: name) } }
        var room = mostTicks
        var groups = assignable.groups.map { group in
            let ticks = group.scopes.filter { isTicked($0.name) || room > 0 }
                .map { scope in
                    room -= 1
                    return Tick(name: scope.name, sentence: scope.text, isTicked: isTicked(scope.name))
                }
            return TickGroup(name: PageWords.name(group.application.name), ticks: ticks)
        }
        let known = assignable.names
        let lost = ticked.filter { name in !known.contains { $0.hasSameBytes(as: name) } }
        if !lost.isEmpty {
            let ticks = lost.map { Tick(name: $0, sentence: "No application declares it any more", isTicked: true) }
            groups.append(TickGroup(name: "Not declared", ticks: ticks))
        }
        return groups.filter { !$0.ticks.isEmpty }
    }

    private static func roles(_ chosen: PersonRole) -> [Choice] {
        let texts: [(role: PersonRole, title: String, text: String)] = [
            (.none, "Nothing", "They sign in to applications. This dashboard stays shut for them."),
            (.looks, "Look", "They see everything here and change nothing. For who answers questions."),
            (.changes, "Change", "They change everything here: clients, people, keys, their own access and yours."),
        ]
        return texts.map {
            Choice(value: $0.role.rawValue, title: $0.title, text: $0.text, isChosen: $0.role == chosen)
        }
    }

    private static func passwordWays(isTyped: Bool) -> [Choice] {
        [
            Choice(
                value: "chance",
                title: "Chosen by chance",
                text: "We make a strong one and show it once, on the next page. You hand it over.",
                isChosen: !isTyped
            ),
            Choice(
                value: "typed",
                title: "Typed here",
                text: "You know one that the person expects.",
                isChosen: isTyped
            ),
        ]
    }
}

/// What is wrong with a form about a person.
enum PersonProblems {
    private static let names = [
        "username": "User name", "email": "Email", "name": "Name", "attributes": "Attributes", "scopes": "Scopes",
        "password": "Password",
    ]
    private static let anchors = ["attributes": "attribute-0", "scopes": "scopes", "password": "password"]

    /// The message with what to write instead.
    static func text(of field: String, in problems: [FieldRefusal]) -> String? {
        problems.first { stem($0.field).hasSameBytes(as: field) }.map { text($0.refusal) }
    }

    static func text(_ refusal: AdminRefusal) -> String {
        refusal.suggestion.map { "\(refusal.message) \($0)" } ?? refusal.message
    }

    /// The summary on top; nil if nothing is wrong.
    static func summary(_ outcome: String, _ problems: [FieldRefusal]) -> BoardProblems? {
        var seen: Set<String> = []
        let items = problems.compactMap { problem -> BoardProblems.Item? in
            let field = stem(problem.field)
            guard seen.insert(field).inserted else { return nil }
            let name = names[field].map { "\($0): " } ?? ""
            return BoardProblems.Item(anchor: anchors[field] ?? field, text: name + text(problem.refusal))
        }
        return BoardProblems(outcome, items)
    }

    private static func stem(_ field: String) -> String { String(field.prefix { $0 != "." }) }
}
