/// What makes a frame none of RFC 6455.
enum WebSocketViolation: Error, Sendable, CaseIterable {
    /// A reserved bit that no extension gives a meaning (§5.2).
    case reservedBits
    /// An opcode without a meaning (§5.2).
    case opcode
    /// A client's frame without a mask, or a server's with one (§5.1).
    case mask
    /// A length that is not in its shortest form, or over 63 bits (§5.2).
    case length
    /// A control frame in fragments, or too long (§5.5).
    case controlFrame
    /// A fragment of no message, or a message within another (§5.4).
    case fragmentation
}
