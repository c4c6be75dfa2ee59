/// The value of `X-Request-Id`: ours, or the one that a trusted proxy gave.
struct RequestName: Sendable, Equatable {
    let identifier: RequestIdentifier
    /// The id that stands in place of ours; visible ASCII, from `RequestHead.requestID`.
    var foreign: [UInt8]?

    init(_ identifier: RequestIdentifier, foreign: [UInt8]? = nil) {
        self.identifier = identifier
        self.foreign = foreign
    }

    /// The number of bytes that `append` writes.
    var count: Int { foreign?.count ?? 32 }

    @inline(__always)
    func append(to cursor: inout HeadCursor) {
        if let foreign {
            cursor.append(foreign)
        } else {
            cursor.appendHex(identifier.high)
            cursor.appendHex(identifier.low)
        }
    }
}
