import GatehouseJOSE
import GatehouseOAuth

/// What was typed about a person, or what stands in the store before anything is typed.
struct PersonFormValues: Sendable, Equatable {
    /// A fact for applications: one name with one value; a name may come several times.
    struct Attribute: Sendable, Equatable {
        var name: String
        var value: String
    }

    var username = ""
    var email = ""
    var name = ""
    var attributes: [Attribute] = []
    /// Assigned scopes of applications.
    var scopes: [String] = []
    var role = PersonRole.none
    /// Whether chance chooses the password.
    var choosesPassword = true
    var password = ""

    /// More rows than a person may have attributes.
    private static let mostAttributes = 256

    init() {}

    init(_ fields: DashboardFields) {
        username = fields["username"] ?? ""
        email = fields["email"] ?? ""
        name = fields["name"] ?? ""
        let values = fields.all("attribute_value")
        for (index, name) in fields.all("attribute_name").prefix(Self.mostAttributes).enumerated() {
            let value = values.indices.contains(index) ? values[index] : ""
            if !name.isEmpty || !value.isEmpty { attributes.append(Attribute(name: name, value: value)) }
        }
        for scope in fields.all("scope") where !BuiltInScope.contains(scope) && !scopes.contains(scope) {
            scopes.append(scope)
        }
        role = fields["role"].flatMap { PersonRole(rawValue: $0) } ?? .none
        password = fields["password"] ?? ""
        choosesPassword = fields["password_way"]?.hasSameBytes(as: "typed") != true
    }

    init(_ person: UserSummary) {
        username = person.username
        email = person.email ?? ""
        name = person.name ?? ""
        attributes = person.attributes.sorted { $0.key < $1.key }
            .flatMap { name, values in values.map { Attribute(name: name, value: $0) } }
        scopes = person.scopes.filter { !BuiltInScope.contains($0) }
        role = PersonRole(scopes: person.scopes)
    }

    /// As a new person.
    var newUser: NewUser {
        NewUser(
            username: username,
            email: email.isEmpty ? nil : email,
            name: name.isEmpty ? nil : name,
            password: choosesPassword ? nil : password,
            attributes: attributeLists,
            scopes: allScopes
        )
    }

    /// As what is to become of a person; the administrator's scope implies looking, so one of the two is enough.
    func changes(of person: UserSummary) -> UserChanges {
        // Who holds both and stays administrator keeps both.
        let kept = role == .changes ? person.scopes.filter { $0.hasSameBytes(as: BuiltInScope.read.rawValue) } : []
        return UserChanges(
            email: email.isEmpty ? nil : email,
            name: name.isEmpty ? nil : name,
            attributes: attributeLists,
            scopes: allScopes + kept
        )
    }

    private var allScopes: [String] { scopes + role.scopes }

    private var attributeLists: [String: [String]] {
        var lists: [String: [String]] = [:]
        for attribute in attributes { lists[attribute.name, default: []].append(attribute.value) }
        return lists
    }
}
