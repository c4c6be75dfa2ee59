import GatehouseJOSE

/// A person who may be registered: every rule was checked.
struct UserRegistration: Sendable {
    let username: Username
    let email: EmailAddress?
    let name: PersonName?
    let attributes: [String: [String]]
    let scopes: ScopeSet

    init(_ new: NewUser, catalog: ScopeCatalog) throws(AdminRefusal) {
        guard let username = Username(new.username) else {
            throw AdminRefusal(
                .invalidUsername,
                "A user name has 1 to 64 letters, digits and . _ - @ +.",
                suggestion: "Write it in small letters, such as alice."
            )
        }
        self.username = username
        email = try UserRegistration.email(new.email)
        name = try UserRegistration.name(new.name)
        attributes = try UserRegistration.attributes(new.attributes)
        let administrator = new.isAdministrator ? [BuiltInScope.administrate.rawValue] : []
        scopes = try UserRegistration.assignable(new.scopes + administrator, catalog: catalog)
    }

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
            + catalog.applications.flatMap { $0.scopes.filter(\.isAssigned).map(\.name) }
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
