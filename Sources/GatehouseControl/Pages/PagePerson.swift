/// Who is signed in.
struct PagePerson: Sendable, Equatable {
    let name: String
    /// The email address, or the user name where the name is another.
    let detail: String?

    init(name: String, detail: String? = nil) {
        self.name = name
        self.detail = detail
    }
}
