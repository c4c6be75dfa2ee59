/// Why a password is not accepted as a new one.
package enum PasswordFlaw: Error, Equatable, CaseIterable, Sendable {
    /// Fewer characters than `PasswordRule.minimumScalars`.
    case tooShort
    /// More bytes than `PasswordRule.maximumBytes`.
    case tooLong
    /// It is the person's username.
    case username
    /// It is the person's e-mail address, or what stands before its at sign.
    case email
    /// It is one that attackers try first.
    case common
    /// One character or a short group of characters, again and again.
    case repetitive
    /// Neighbours in the alphabet or among the digits, one after the other.
    case sequence

    /// What is wrong, as a sentence for the person.
    package var sentence: String {
        switch self {
        case .tooShort: "This password is shorter than \(PasswordRule.minimumScalars) characters."
        case .tooLong: "This password is longer than \(PasswordRule.maximumBytes) bytes."
        case .username: "This password is your username."
        case .email: "This password is your e-mail address."
        case .common: "This password is among those that attackers try first."
        case .repetitive: "This password repeats the same few characters."
        case .sequence: "This password is a simple sequence of characters."
        }
    }

    /// What to do about it, as a sentence for the person.
    package var nextStep: String {
        switch self {
        case .tooShort: "Add characters: several words in a row are easy to remember, and spaces are allowed."
        case .tooLong: "Choose a shorter one: a sentence is long enough."
        case .username, .email: "Choose something that nobody can look up."
        case .common, .repetitive, .sequence: "Choose several words that do not belong together."
        }
    }
}
