import GatehousePolicy

/// What is known about a request when its exchange begins.
struct ExchangeFacts {
    let name: RequestName
    let admission: Admission
    let method: RequestMethod
    let version: HTTPVersion
    /// How the body is framed; none once it was read whole.
    var framing: BodyFraming
    /// The bytes of a body that was read whole.
    var collectedBytes: Int64 = 0
    let expectsContinue: Bool
    /// Whether it is a call of gRPC, which learns what went wrong in its own way.
    let isGRPC: Bool
    /// Whether the client keeps its connection open.
    var isKeepAlive: Bool
    /// For the access record; empty when none is kept.
    let methodText: String
    let path: String
    /// When the head was complete, in uptime nanoseconds.
    let started: UInt64
}
