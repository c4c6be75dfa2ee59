import Mustache

/// The templates, parsed once from the bytes in the binary.
enum PageLibrary {
    /// Nil if a template cannot be parsed, which a test rules out.
    static let shared: MustacheLibrary? = try? load()

    /// Every template's text under its name; a last line feed is dropped, so that parts fit into a line.
    static let sources: [String: String] = [
        "account": text(PackageResources.account_mustache),
        "accountChoice": text(PackageResources.accountChoice_mustache),
        "confirm": text(PackageResources.confirm_mustache),
        "consent": text(PackageResources.consent_mustache),
        "desk": text(PackageResources.desk_mustache),
        "device": text(PackageResources.device_mustache),
        "deviceDone": text(PackageResources.deviceDone_mustache),
        "doorway": text(PackageResources.doorway_mustache),
        "error": text(PackageResources.error_mustache),
        "fail": text(PackageResources.fail_mustache),
        "formPost": text(PackageResources.formPost_mustache),
        "head": text(PackageResources.head_mustache),
        "hidden": text(PackageResources.hidden_mustache),
        "login": text(PackageResources.login_mustache),
        "logout": text(PackageResources.logout_mustache),
        "mark": text(PackageResources.mark_mustache),
        "notice": text(PackageResources.notice_mustache),
        "password": text(PackageResources.password_mustache),
        "recoveryCodes": text(PackageResources.recoveryCodes_mustache),
        "scope": text(PackageResources.scope_mustache),
        "secondFactor": text(PackageResources.secondFactor_mustache),
        "signedOut": text(PackageResources.signedOut_mustache),
        "totpSetup": text(PackageResources.totpSetup_mustache),
    ]

    /// Parses every template.
    static func load() throws -> MustacheLibrary {
        MustacheContentTypes.register(EscapedHTML(), named: EscapedHTML.name)
        var library = MustacheLibrary()
        for (name, source) in sources {
            try library.register(source, named: name)
        }
        return library
    }

    private static func text(_ bytes: [UInt8]) -> String {
        let end = bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
