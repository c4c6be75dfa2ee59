/// Who would lose something if an application were taken away.
package struct ApplicationHolders: Sendable, Equatable {
    /// Clients that belong to it.
    package var own: Int
    /// Clients of other applications that hold a scope of it.
    package var otherClients: Int
    /// People who hold an assigned scope of it.
    package var people: Int

    /// Without arguments, nobody.
    package init(own: Int = 0, otherClients: Int = 0, people: Int = 0) {
        self.own = own
        self.otherClients = otherClients
        self.people = people
    }

    /// Whether it can go.
    package var isEmpty: Bool { own == 0 && otherClients == 0 && people == 0 }

    /// Why it cannot go, as a sentence about the application of that name.
    package func reason(_ name: String) -> String {
        var parts: [String] = []
        var place: String { parts.isEmpty ? name : "it" }
        if own > 0 { parts.append(own == 1 ? "1 client belongs to \(place)" : "\(own) clients belong to \(place)") }
        if otherClients > 0 {
            let clients =
                otherClients == 1
                ? "1 client of another application holds" : "\(otherClients) clients of other applications hold"
            parts.append("\(clients) a scope of \(place)")
        }
        if people > 0 {
            parts.append("\(people == 1 ? "1 person holds" : "\(people) people hold") a scope of \(place)")
        }
        guard let last = parts.popLast() else { return "Nobody holds anything of \(name)." }
        return parts.isEmpty ? "\(last)." : "\(parts.joined(separator: ", ")) and \(last)."
    }

    /// What has to be done before it can go, as a sentence.
    package var remedy: String {
        var losers: [String] = []
        if otherClients > 0 { losers.append("the other clients") }
        if people > 0 { losers.append("people") }
        var steps = own > 0 ? ["delete its clients"] : []
        if !losers.isEmpty { steps.append("take its scopes from \(losers.joined(separator: " and "))") }
        guard !steps.isEmpty else { return "Nothing stands in the way." }
        return steps.joined(separator: ", and ").capitalizingFirstLetter + " first."
    }
}

extension String {
    fileprivate var capitalizingFirstLetter: String { prefix(1).uppercased() + dropFirst() }
}
