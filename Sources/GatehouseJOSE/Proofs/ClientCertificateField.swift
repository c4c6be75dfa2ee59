/// The header field `Client-Cert`, by which a proxy passes on a TLS client certificate (RFC 9440 §2.2).
package enum ClientCertificateField {
    /// Longer values are refused unread.
    package static let maximumBytes = 16_384

    private static let delimiter = UInt8(ascii: ":")

    /// The DER bytes in a field value; nil unless it is one byte sequence of one certificate and nothing else.
    package static func der(of value: String) -> [UInt8]? {
        der(of: value.utf8Span.span)
    }

    /// The DER bytes in a field value; nil unless it is one byte sequence of one certificate and nothing else.
    package static func der(of value: Span<UInt8>) -> [UInt8]? {
        guard
            (2...maximumBytes).contains(value.count),
            value[0] == delimiter, value[value.count - 1] == delimiter,
            let bytes = Base64.decode(value.extracting(1..<value.count - 1)),
            isSequence(bytes)
        else { return nil }
        return bytes
    }

    /// The field value for a certificate's DER bytes.
    package static func value(der: [UInt8]) -> String {
        ":" + Base64.encode(der) + ":"
    }

    /// Says whether bytes are one DER SEQUENCE (X.690 §8.1.3, §10.1), as RFC 5280 §4.1 begins every certificate.
    private static func isSequence(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, bytes[0] == 0x30 else { return false }
        let first = Int(bytes[1])
        guard first >= 0x80 else { return bytes.count == 2 + first }
        let octets = bytes.dropFirst(2).prefix(first & 0x7F)
        guard (1...3).contains(first & 0x7F), octets.count == first & 0x7F else { return false }
        let length = octets.reduce(0) { $0 << 8 | Int($1) }
        let isShortest = octets.first != 0 && length >= 0x80
        return isShortest && bytes.count == 2 + octets.count + length
    }
}
