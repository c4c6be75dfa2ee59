import GatehouseOAuth
import Testing

/// Something new that must be refused, and how.
struct AdminMistake<New: Sendable>: Sendable, CustomTestStringConvertible {
    let why: String
    let new: New
    let code: AdminRefusal.Code
    let suggestion: String?

    init(_ why: String, _ new: New, _ code: AdminRefusal.Code, suggests suggestion: String? = nil) {
        self.why = why
        self.new = new
        self.code = code
        self.suggestion = suggestion
    }

    var testDescription: String { why }
}
