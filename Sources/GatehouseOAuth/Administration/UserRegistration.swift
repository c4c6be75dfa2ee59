import GatehouseJOSE

/// A person who may be registered: every rule was checked.
struct UserRegistration: Sendable {
    let username: Username
    let email: EmailAddress?
    let name: PersonName?
    let attributes: [String: [String]]
    let scopes: ScopeSet

    /// Throws the first of the problems that `init(checking:catalog:)` finds.
    init(_ new: NewUser, catalog: ScopeCatalog) throws(AdminRefusal) {
        do {
            self = try UserRegistration(checking: new, catalog: catalog)
        } catch {
            throw error.first.refusal
        }
    }

    /// Checks every field but the password; throws all that is wrong.
    init(checking new: NewUser, catalog: ScopeCatalog) throws(FieldRefusals) {
        var problems = FieldProblems()
        let username = Username(new.username)
        if username == nil { problems.note(UserRegistration.badUsername.field, UserRegistration.badUsername.refusal) }
        let administrator = new.isAdministrator ? [BuiltInScope.administrate.rawValue] : []
        try self.init(
            username,
            UserChanges(
                email: new.email,
                name: new.name,
                attributes: new.attributes,
                scopes: new.scopes + administrator
            ),
            held: .empty,
            catalog: catalog,
            problems
        )
    }

    /// Checks what is to become of a person; scopes that the person has already may stay, whatever the policy says.
    init(checking changes: UserChanges, of user: User, catalog: ScopeCatalog) throws(FieldRefusals) {
        try self.init(user.username, changes, held: user.assignedScopes, catalog: catalog, FieldProblems())
    }

    private init(
        _ username: Username?,
        _ changes: UserChanges,
        held: ScopeSet,
        catalog: ScopeCatalog,
        _ earlier: FieldProblems
    ) throws(FieldRefusals) {
        var problems = earlier
        email =
            problems.check("email") { () throws(AdminRefusal) in
                try UserRegistration.email(changes.email)
            } ?? nil
        name =
            problems.check("name") { () throws(AdminRefusal) in
                try UserRegistration.name(changes.name)
            } ?? nil
        attributes =
            problems.check("attributes") { () throws(AdminRefusal) in
                try UserRegistration.attributes(changes.attributes)
            } ?? [:]
        let kept = changes.scopes.filter { held.contains($0) }
        let added = problems.check("scopes") { () throws(AdminRefusal) in
            try UserRegistration.assignable(changes.scopes.filter { !held.contains($0) }, catalog: catalog)
        }
        scopes = ScopeSet(kept + (added?.names ?? []))
        if let refusals = FieldRefusals(problems) { throw refusals }
        guard let username else { throw FieldRefusals(UserRegistration.badUsername) }
        self.username = username
    }
}

extension UserRegistration {
    private static let badUsername = FieldRefusal(
        "username",
        AdminRefusal(
            .invalidUsername,
            "A user name has 1 to 64 letters, digits and . _ - @ +.",
            suggestion: "Write it in small letters, such as alice."
        )
    )

    private static func email(_ text: String?) throws(AdminRefusal) -> EmailAddress? {
        guard let text else { return nil }
        guard let email = EmailAddress(text) else {
            throw AdminRefusal(
                .invalidEmail,
                "That is not an email address.",
                suggestion: "Write it as alice@example.test."
            )
        }
        return email
    }

    private static func name(_ text: String?) throws(AdminRefusal) -> PersonName? {
        guard let text else { return nil }
        guard let name = PersonName(text) else {
            throw AdminRefusal(.invalidName, "A name has 1 to 200 bytes and no invisible characters.")
        }
        return name
    }

    /// Names as claims have them; what the server itself says of a token cannot be an attribute.
    private static func attributes(_ attributes: [String: [String]]) throws(AdminRefusal) -> [String: [String]] {
        guard attributes.count <= 64 else {
            throw AdminRefusal(.invalidAttribute, "A person has at most 64 attributes.")
        }
        for (name, values) in attributes {
            guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(isNameByte), !reserved.contains(name) else {
                throw AdminRefusal(
                    .invalidAttribute,
                    "An attribute's name has 1 to 64 letters, digits and . _ -, and is no claim of the server's own.",
                    suggestion: "Write it as department=finance."
                )
            }
            let isSound = (1...32).contains(values.count) && values.allSatisfy { PersonName($0) != nil }
            guard isSound else {
                throw AdminRefusal(.invalidAttribute, "An attribute has 1 to 32 values of 1 to 200 visible bytes.")
            }
        }
        return attributes
    }

    private static let reserved = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "scope", "scp", "cnf", "act", "auth_time", "acr",
        "amr", "sid", "azp", "nonce", "at_hash", "typ",
    ]

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || ".-_".utf8.contains(byte)
    }

    /// Assigned scopes are those that a policy marks so, and the server's own.
    static func assignable(_ names: [String], catalog: ScopeCatalog) throws(AdminRefusal) -> ScopeSet {
        let known =
            BuiltInScope.allCases.map(\.rawValue)
            + catalog.declaredApplications.flatMap { $0.scopes.filter(\.isAssigned).map(\.name) }
        for name in names where !known.contains(where: name.hasSameBytes(as:)) {
            let isFree = catalog.application(ofScope: name) != nil
            throw AdminRefusal(
                isFree ? .unsuitableScope : .unknownScope,
                isFree
                    ? "The policy does not mark \(name) as assigned: every person may allow it."
                    : "No application declares an assigned scope of that name.",
                suggestion: Spelling.nearest(to: name, among: known).map { "Did you mean \($0)?" }
                    ?? "There are: \(Listing.short(known))."
            )
        }
        return ScopeSet(names)
    }
}

/// The scopes of the built-in application `gatehouse`; always assigned, never in files.
package enum BuiltInScope: String, CaseIterable, Sendable {
    case administrate = "gatehouse_admin"
    case read = "gatehouse_read"
}
