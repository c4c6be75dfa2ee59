import GatehousePolicy

/// What is known about a request when its exchange begins.
struct ExchangeFacts {
    let name: RequestName
    let admission: Admission
    let method: RequestMethod
    let version: HTTPVersion
    let framing: BodyFraming
    let expectsContinue: Bool
    /// Whether the client keeps its connection open.
    let isKeepAlive: Bool
    /// For the access record; empty when none is kept.
    let methodText: String
    let path: String
    /// When the head was complete, in uptime nanoseconds.
    let started: UInt64
}
