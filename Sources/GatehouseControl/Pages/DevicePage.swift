/// Asks for the code that a device shows: field `user_code` (RFC 8628 §3.3).
struct DevicePage: Page {
    static let template = "device"

    let site: PageSite
    let form: PageForm
    /// What the field begins with.
    let userCode: String
    let notice: PageNotice?

    init(site: PageSite, form: PageForm, userCode: String = "", notice: PageNotice? = nil) {
        self.site = site
        self.form = form
        self.userCode = userCode
        self.notice = notice
    }
}

extension PageNotice {
    /// No device waits with that code.
    static let unknownDeviceCode = fail(
        "No device waits with that code.",
        "Compare it with the device, letter by letter."
    )
}
