/// Something that should hold for every input and does not.
struct BrokenProperty: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Throws unless a property holds.
func hold(_ isTrue: Bool, _ property: @autoclosure () -> String) throws(BrokenProperty) {
    guard isTrue else { throw BrokenProperty(property()) }
}
