/// The 20 bytes that a person's authenticator shares with the server (RFC 6238 §3, RFC 4226 §4 R6).
package struct TOTPSecret: Sendable {
    private let bytes: Secret<[UInt8]>

    /// Answers nil unless there are 20 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 20 else { return nil }
        self.bytes = Secret(bytes)
    }

    /// A fresh one.
    package init(entropy: some EntropySource) {
        bytes = Secret(entropy.bytes(20))
    }

    /// Reads the bytes for as long as the body runs.
    package func withExposedBytes<Result, Failure: Error>(
        _ body: ([UInt8]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withExposedValue(body)
    }

    /// The 32 characters that a person types into an authenticator which cannot read the picture.
    package var base32: Secret<String> {
        withExposedBytes { Secret(Base32.encode($0)) }
    }

    /// The `otpauth:` URI that the picture shows to an authenticator.
    ///
    /// A colon separates the two names in it, so colons inside them become hyphens.
    package func uri(issuer: String, username: Username) -> Secret<String> {
        let issuer = Self.encoded(issuer)
        return withExposedBytes { bytes in
            Secret(
                "otpauth://totp/\(issuer):\(Self.encoded(username.value))"
                    + "?secret=\(Base32.encode(bytes))&issuer=\(issuer)"
            )
        }
    }

    /// RFC 3986 §2.1: percent-encodes every byte that is not unreserved.
    private static func encoded(_ text: String) -> String {
        let digits = [UInt8]("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.append(byte)
            case UInt8(ascii: ":"):
                encoded.append(UInt8(ascii: "-"))
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

extension TOTPSecret: Equatable {
    package static func == (first: TOTPSecret, second: TOTPSecret) -> Bool {
        first.withExposedBytes { left in second.withExposedBytes { SecretDigest.isEqual(left, $0) } }
    }
}

extension TOTPSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }

    package var debugDescription: String { "<redacted>" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
