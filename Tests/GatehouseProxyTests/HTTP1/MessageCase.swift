import Testing

@testable import GatehouseProxy

/// A message that is refused, and why.
struct RefusedMessage: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let refusal: MessageRefusal

    init(_ name: String, _ text: String, _ refusal: MessageRefusal) {
        self.name = name
        self.bytes = text.octets
        self.refusal = refusal
    }

    var testDescription: String { "\(name): \(refusal.rawValue)" }
}

/// A message that is accepted.
struct AcceptedMessage: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ text: String) {
        self.name = name
        self.bytes = text.octets
    }

    var testDescription: String { name }
}

/// What became of a message.
enum MessageOutcome: Equatable {
    /// The description of the head that was read.
    case accepted(String)
    case refused(MessageRefusal)
    case incomplete
}
