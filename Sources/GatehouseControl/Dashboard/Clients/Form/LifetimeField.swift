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
