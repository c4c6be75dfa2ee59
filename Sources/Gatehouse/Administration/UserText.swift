import GatehouseOAuth

/// Puts people into words for administrators.
enum UserText {
    static func table(_ users: [UserSummary]) -> String {
        guard !users.isEmpty else { return "Nobody is registered yet; see gatehouse user create." }
        var table = TextTable(["USER", "EMAIL", "NAME", "SECOND FACTOR", "ASSIGNED SCOPES", "STATE"])
        for user in users {
            table.add([
                user.username, user.email ?? "none", user.name ?? "none", user.hasSecondFactor ? "yes" : "no",
                user.scopes.isEmpty ? "none" : user.scopes.joined(separator: " "),
                user.disabledAt == nil ? "enabled" : "disabled",
            ])
        }
        return table.text
    }

    static func created(_ created: CreatedUser) -> String {
        guard let password = created.password else { return card(created.user) }
        return """
            username  \(created.user.username)
            password  \(password)

            Hand the password over now: only its hash is stored, so it cannot be shown again.
            """
    }

    static func card(_ user: UserSummary) -> String {
        var table = TextTable(["username", user.username])
        table.add(["sub", user.id])
        if let email = user.email { table.add(["email", email]) }
        if let name = user.name { table.add(["name", name]) }
        for (name, values) in user.attributes.sorted(by: { $0.key < $1.key }) {
            table.add(["attribute", "\(name)=\(values.joined(separator: ", "))"])
        }
        table.add(["assigned scopes", user.scopes.isEmpty ? "none" : user.scopes.joined(separator: " ")])
        table.add(["password", user.hasPassword ? "set" : "not set"])
        table.add(["second factor", user.hasSecondFactor ? "set up" : "not set up"])
        table.add(["created", WallTime(seconds: user.createdAt).secondText])
        let disabled = user.disabledAt.map { "disabled since \(WallTime(seconds: $0).secondText)" }
        table.add(["state", disabled ?? "enabled"])
        return table.text
    }
}
