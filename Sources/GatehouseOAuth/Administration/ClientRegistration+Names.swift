extension ClientRegistration {
    private static let maximumNameBytes = 200

    /// What people read must be readable, and must not be able to disturb what stands around it.
    static func checkName(_ name: String) throws(AdminRefusal) {
        guard !name.isEmpty else {
            throw AdminRefusal(
                .invalidName,
                "It has no name.",
                suggestion: "Give it a name that people will recognise, such as Reporting job."
            )
        }
        guard isReadable(name) else {
            throw AdminRefusal(
                .invalidName,
                "A name has 1 to 200 bytes, no space at its ends and no invisible characters.",
                suggestion: "Call it what people will recognise, such as Reporting job."
            )
        }
    }

    /// The same rule for the label of a secret.
    static func checkLabel(_ label: String) throws(AdminRefusal) {
        guard isReadable(label) else {
            throw AdminRefusal(
                .invalidLabel,
                "A label has 1 to 200 bytes, no space at its ends and no invisible characters."
            )
        }
    }

    private static func isReadable(_ text: String) -> Bool {
        guard (1...maximumNameBytes).contains(text.utf8.count) else { return false }
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        guard !first.properties.isWhitespace, !last.properties.isWhitespace else { return false }
        return text.unicodeScalars.allSatisfy(isVisible)
    }

    /// Controls, line breaks and marks that turn the direction of text are not visible.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}
