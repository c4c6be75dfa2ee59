/// Something that may lead to one answer only.
struct PendingUse: Sendable, Equatable {
    let kind: SingleUse
    let digest: [UInt8]
    /// Until when the use is remembered, in Unix seconds.
    let expiresAt: Int64
}
