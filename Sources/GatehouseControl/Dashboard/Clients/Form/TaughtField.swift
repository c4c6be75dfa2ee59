/// A field for one text that explains itself.
struct TaughtField: Sendable, Equatable {
    /// A part of ids; also the field's name.
    let id: String
    let label: String
    let isOptional: Bool
    /// Why it is asked for.
    let about: String
    /// What stands below the field.
    let hint: String?
    /// An example inside the empty field.
    let example: String?
    let value: String
    let problem: String?
    let isURL: Bool
    /// Several lines of code.
    let isArea: Bool
    let isInvalid: Bool
    let hasHint: Bool

    init(
        _ id: String,
        label: String,
        about: String,
        value: String,
        problem: String?,
        isOptional: Bool = false,
        hint: String? = nil,
        example: String? = nil,
        isURL: Bool = false,
        isArea: Bool = false
    ) {
        self.id = id
        self.label = label
        self.about = about
        self.value = value
        self.problem = problem
        self.isOptional = isOptional
        self.hint = hint
        self.example = example
        self.isURL = isURL
        self.isArea = isArea
        isInvalid = problem != nil
        hasHint = hint != nil
    }
}
