/// Sets up codes from an app (RFC 6238): field `code`, and what is sealed in `flow`.
struct TOTPSetupPage: Page {
    static let template = "totpSetup"

    let site: PageSite
    let form: PageForm
    /// Nil if the link is too long for a picture: the text stands alone.
    let picture: QRPicture?
    /// The secret in Base32, in groups of four.
    let secret: String
    /// `otpauth://totp/…`; nil for anything else.
    let link: String?
    let codeProblem: String?

    init(site: PageSite, csrf: String, flow: String, secret: String, link: String, codeProblem: String? = nil) {
        self.site = site
        form = PageForm(action: PagePath.totpSetup, csrf: csrf, flow: flow)
        self.link = link.utf8.starts(with: "otpauth://totp/".utf8) ? link : nil
        picture = QRCode(link).map(QRPicture.init)
        self.secret = Self.groups(secret)
        self.codeProblem = codeProblem
    }

    private static func groups(_ secret: String) -> String {
        var text = ""
        for (index, character) in secret.enumerated() {
            if index > 0, index % 4 == 0 { text += " " }
            text.append(character)
        }
        return text
    }
}
