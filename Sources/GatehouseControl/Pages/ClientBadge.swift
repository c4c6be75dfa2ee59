/// The small square that stands for a client.
struct ClientBadge: Sendable, Equatable {
    /// Our own copy of the client's logo; nil if it has none.
    let logoPath: String?
    /// The first letter of the name, for want of a logo.
    let initial: String

    init(clientName: String, logoPath: String? = nil) {
        self.logoPath = PageLink.local(logoPath)
        initial = clientName.first { $0.isLetter || $0.isNumber }.map { String($0).uppercased() } ?? "?"
    }
}
