import GatehouseJOSE

/// One of the values that a field offers.
struct ListChoice: Sendable, Equatable {
    let value: String
    let text: String
    let isChosen: Bool
}

extension ListChoice {
    /// The choices with one of them chosen; a value that is none of them is offered too, because it was asked for.
    static func list(_ choices: [(value: String, text: String)], chosen: String?) -> [ListChoice] {
        var list = choices.map { choice in
            let isChosen = chosen.map { $0.hasSameBytes(as: choice.value) } ?? choice.value.isEmpty
            return ListChoice(value: choice.value, text: choice.text, isChosen: isChosen)
        }
        if let chosen, !list.contains(where: \.isChosen) {
            list.append(ListChoice(value: chosen, text: chosen, isChosen: true))
        }
        return list
    }
}
