import HTTPTypes
import Hummingbird

/// Names the cookies of the issuer's pages, and writes and reads them (RFC 6265, contract §6).
struct GatehouseCookie: Sendable {
    /// Holds the secret of a session.
    static func session(isSecure: Bool) -> GatehouseCookie {
        GatehouseCookie("gatehouse-session", isSecure: isSecure)
    }

    /// Tells one browser from another before anybody signed in.
    static func browser(isSecure: Bool) -> GatehouseCookie {
        GatehouseCookie("gatehouse-browser", isSecure: isSecure)
    }

    /// Holds who is signed in to the dashboard, sealed.
    static func dashboard(isSecure: Bool) -> GatehouseCookie {
        GatehouseCookie("gatehouse-dashboard", isSecure: isSecure, maximumBytes: 1_024)
    }

    /// Holds a sign-in to the dashboard that is under way, sealed.
    static func dashboardStep(isSecure: Bool) -> GatehouseCookie {
        GatehouseCookie("gatehouse-dashboard-step", isSecure: isSecure, maximumBytes: 3_072)
    }

    /// Holds what was just done in the dashboard, sealed.
    static func dashboardNotice(isSecure: Bool) -> GatehouseCookie {
        GatehouseCookie("gatehouse-dashboard-notice", isSecure: isSecure, maximumBytes: 3_072)
    }

    let name: String
    private let isSecure: Bool
    /// Longer values are none of ours.
    private let maximumBytes: Int

    private init(_ name: String, isSecure: Bool, maximumBytes: Int = 128) {
        self.maximumBytes = maximumBytes
        // The prefix makes the browser see to it that only this very host, over TLS, set it.
        self.name = isSecure ? "__Host-" + name : name
        self.isSecure = isSecure
    }

    /// The value that a request carries.
    ///
    /// A name that stands there twice counts for nothing: one of the two was planted, and nobody knows which.
    func value(in request: Request) -> String? {
        var found: [UInt8]?
        for field in request.headers[values: .cookie] {
            for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
                let trimmed = pair.drop(while: Self.isBlank)
                let written = trimmed.prefix { $0 != UInt8(ascii: "=") }
                guard written.elementsEqual(name.utf8), written.endIndex < trimmed.endIndex else { continue }
                guard found == nil else { return nil }
                found = trimmed[written.endIndex...].dropFirst().reversed().drop(while: Self.isBlank).reversed()
            }
        }
        guard let found, (1...maximumBytes).contains(found.count), found.allSatisfy(Self.isOurs) else {
            return nil
        }
        return String(decoding: found, as: UTF8.self)
    }

    /// A field that sets it until the browser is closed, or for so many seconds.
    func field(value: String, maximumAge: Int64? = nil) -> HTTPField {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let maximumAge { text += "; Max-Age=\(maximumAge)" }
        if isSecure { text += "; Secure" }
        return HTTPField(name: .setCookie, value: text)
    }

    /// A field that makes the browser forget it.
    var removal: HTTPField { field(value: "", maximumAge: 0) }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// RFC 4648 §5: all values of ours are base64url.
    private static func isOurs(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
