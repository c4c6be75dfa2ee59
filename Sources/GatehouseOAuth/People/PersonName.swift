import GatehouseJOSE

/// The name under which a person is shown: 1 to 200 bytes of visible text on one line.
package struct PersonName: Sendable {
    /// The name as it was given.
    package let value: String

    /// Answers nil for control characters, characters that turn the direction of text, and names one cannot see.
    package init?(_ text: String) {
        guard (1...200).contains(text.utf8.count) else { return nil }
        guard text.unicodeScalars.allSatisfy(Self.isAllowed) else { return nil }
        guard text.unicodeScalars.contains(where: Self.isVisible) else { return nil }
        value = text
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        // Unicode UAX #9: these would turn around the text that follows the name on a page or in a log.
        default: !scalar.properties.isBidiControl
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .format, .spaceSeparator, .nonspacingMark, .enclosingMark: false
        // Fillers and variation selectors: letters by their category, and drawn as nothing. U+2800 is an empty cell.
        default: !scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0x2800
        }
    }
}

extension PersonName: Hashable {
    package static func == (first: PersonName, second: PersonName) -> Bool {
        first.value.hasSameBytes(as: second.value)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in value.utf8 { hasher.combine(byte) }
    }
}
