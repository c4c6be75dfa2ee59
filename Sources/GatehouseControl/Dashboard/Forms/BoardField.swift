/// A field of a form, with what was typed and what is wrong with it.
struct BoardField: Sendable, Equatable {
    /// Its anchor on the page; the label's `for`.
    let id: String
    /// The field's name.
    let name: String
    let value: String
    /// What is wrong, and what to write instead; nil if nothing is.
    let error: String?
    let isInvalid: Bool
    /// What its `aria-describedby` says: the explanation beside it and the error.
    let describedBy: String

    /// `about` is the id of the explanation, that of the field with `-about` if it is not given.
    init(_ name: String, id: String? = nil, value: String, error: String? = nil, about: String? = nil) {
        let id = id ?? name
        self.id = id
        self.name = name
        self.value = value
        self.error = error
        isInvalid = error != nil
        let explanation = about ?? "\(id)-about"
        describedBy = error == nil ? explanation : "\(explanation) \(id)-error"
    }
}

/// The summary on top of a form that came back.
struct BoardProblems: Sendable, Equatable {
    /// A link to a field.
    struct Item: Sendable, Equatable {
        /// The anchor without `#`.
        let anchor: String
        /// "Client name: give the client a name".
        let text: String
    }

    /// "Nothing was created yet. 4 fields need you."
    let title: String
    let items: [Item]

    /// Nil if nothing is wrong; `outcome` is the sentence that says what did not happen.
    init?(_ outcome: String, _ items: [Item]) {
        guard !items.isEmpty else { return nil }
        // A field can have more than one flaw.
        let count = Set(items.map(\.anchor)).count
        title = "\(outcome) \(count == 1 ? "1 field needs you." : "\(count) fields need you.")"
        self.items = items
    }
}
