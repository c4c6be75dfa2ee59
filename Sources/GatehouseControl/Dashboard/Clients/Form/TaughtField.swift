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

/// One of the redirect URLs of a form.
struct RedirectField: Sendable, Equatable {
    /// The first one is 1.
    let number: String
    /// What the button that removes it sends.
    let place: String
    let value: String
    let problem: String?
    let isInvalid: Bool

    init(place: Int, value: String, problem: String?) {
        number = String(place + 1)
        self.place = String(place)
        self.value = value
        self.problem = problem
        isInvalid = problem != nil
    }
}

/// A lifetime to be chosen.
struct LifetimeField: Sendable, Equatable {
    let id: String
    let label: String
    let about: String
    let choices: [ListChoice]
    let problem: String?
    let isInvalid: Bool

    init(
        _ id: String,
        label: String,
        about: String,
        usual: Int64,
        offered: [Int64],
        value: String,
        problem: String?
    ) {
        self.id = id
        self.label = label
        self.about = about
        self.problem = problem
        isInvalid = problem != nil
        let own = (value: "", text: "\(LifetimeWords.text(usual)), as other clients")
        let others = offered.filter { $0 != usual || value == String(usual) }
            .map { (value: String($0), text: LifetimeWords.text($0)) }
        var choices = ListChoice.list([own] + others, chosen: value)
        // A lifetime that the list does not offer is still one.
        if let last = choices.last, last.isChosen, last.text == last.value, let seconds = Int64(last.value) {
            choices[choices.count - 1] = ListChoice(
                value: last.value,
                text: LifetimeWords.text(seconds),
                isChosen: true
            )
        }
        self.choices = choices
    }
}

/// Spans of time in words.
enum LifetimeWords {
    private static let units: [(seconds: Int64, noun: String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute")]

    /// "90 seconds", "1 hour", "30 days": in the largest unit in which it is a whole number.
    static func text(_ seconds: Int64) -> String {
        let unit = units.first { seconds >= $0.seconds && seconds % $0.seconds == 0 }
        let count = unit.map { seconds / $0.seconds } ?? seconds
        let noun = unit?.noun ?? "second"
        return count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
