/// Bounds one message head.
struct HeadLimits: Equatable {
    /// The largest head, in bytes.
    var bytes = 65_536
    /// The largest number of field lines.
    var fieldCount = 200
    /// The largest request target, in bytes.
    var targetBytes = 16_384
}
