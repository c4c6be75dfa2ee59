/// Where a device's request came from.
struct ConsentDevice: Sendable, Equatable {
    /// As the device shows it: `WDJB-MJHT`.
    let userCode: String
    /// The network address that asked.
    let address: String
    /// When it asked.
    let time: PageTime
}
