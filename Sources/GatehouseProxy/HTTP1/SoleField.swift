/// The field line of a kind that a message may have once.
enum SoleField: Equatable {
    case absent
    case one(ByteRange)
    case several

    /// Looks for the lines of a kind; a message without any costs one test of a bit.
    @inline(__always)
    init(_ kind: FieldKind, of head: RequestHead, in fields: [FieldSlice]) {
        self = head.kinds.contains(kind) ? Self.search(kind, in: fields) : .absent
    }

    /// The value if there is exactly one.
    var value: ByteRange? {
        guard case .one(let value) = self else { return nil }
        return value
    }

    private static func search(_ kind: FieldKind, in fields: [FieldSlice]) -> SoleField {
        var found = SoleField.absent
        for field in fields where field.kind == kind {
            guard found == .absent else { return .several }
            found = .one(field.value)
        }
        return found
    }
}
