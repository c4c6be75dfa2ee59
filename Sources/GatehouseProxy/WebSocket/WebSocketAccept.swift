import Crypto

/// Proves that a server has read a client's handshake: `Sec-WebSocket-Accept` (RFC 6455 §4.2.2).
enum WebSocketAccept {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The only right value for a key.
    static func value(for key: [UInt8]) -> [UInt8] {
        // SHA-1 keeps nothing secret here: the RFC chose it to tell a WebSocket server from any other.
        base64(Array(Insecure.SHA1.hash(data: key + Array(suffix.utf8))))
    }

    /// Whether a key is sixteen bytes in base64, in its only form.
    static func isKey(_ key: [UInt8]) -> Bool {
        guard key.count == 24, key[22...].elementsEqual("==".utf8) else { return false }
        guard key[..<22].allSatisfy({ alphabet.contains($0) }) else { return false }
        // Of the last letter only two bits count.
        return [UInt8(ascii: "A"), UInt8(ascii: "Q"), UInt8(ascii: "g"), UInt8(ascii: "w")].contains(key[21])
    }

    /// A new key, for an upstream to whom the gate is the client (RFC 6455 §4.1).
    static func newKey() -> [UInt8] {
        var chance = SystemRandomNumberGenerator()
        return base64((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &chance) })
    }

    /// RFC 4648 §4.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(UInt32(0)) { $0 &<< 8 | UInt32($1) }
            bits = bits &<< UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                let letter = alphabet[Int(bits &>> UInt32(18 - 6 * index) & 0x3F)]
                text.append(index <= group.count ? letter : UInt8(ascii: "="))
            }
        }
        return text
    }
}
