/// A password that somebody types, as it is counted.
struct PasswordAttempt: Sendable {
    /// The user name or email address, as it was typed.
    let name: String
    /// Whose it is; nil if it is nobody's.
    let person: UserID?
    let address: String
    /// In Unix seconds.
    let now: Int64

    /// Under what the person's tries are counted, whatever name was typed; for nobody it costs the same work.
    var personKey: String { person.map { "id " + $0.value } ?? "no " + name }
}

/// Whether a password may be compared.
enum PasswordAdmission: Equatable, Sendable {
    case admitted
    /// Too many tries for that name.
    case wait(seconds: Int)
    /// Too many tries for that person under several names.
    ///
    /// Before who is not signed in, it must look like a wrong password: a limit that two names share would tell that
    /// they are one person's.
    case overdrawn(seconds: Int)
}

extension PasswordAdmission {
    /// Why a password was refused, for the audit log.
    var reason: String {
        switch self {
        case .admitted, .wait: "password"
        case .overdrawn: "too_many_names"
        }
    }
}
