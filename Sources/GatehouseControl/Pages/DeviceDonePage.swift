/// Says that a device may or may not go on.
struct DeviceDonePage: Page {
    static let template = "deviceDone"

    let site: PageSite
    let clientName: String
    let isAllowed: Bool
}
