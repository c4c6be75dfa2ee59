/// Names one field line by offsets from the first readable byte of the buffer that was parsed.
///
/// A line ends where the next one starts; the last one ends at the head's `fieldsEnd`.
struct FieldSlice {
    /// Where the line and its name start.
    var start: UInt32
    var valueStart: UInt32
    var valueEnd: UInt32
    var nameLength: UInt16
    var kind: FieldKind
    /// Whether the message's own `Connection` field names it (RFC 9110 §7.6.1).
    var isNominated: Bool

    var name: ByteRange { ByteRange(Int(start), Int(start) + Int(nameLength)) }
    var value: ByteRange { ByteRange(Int(valueStart), Int(valueEnd)) }
}
