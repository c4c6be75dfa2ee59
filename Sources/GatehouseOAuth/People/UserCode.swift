/// The code that a person types to connect a device (RFC 8628 §6.1): eight consonants, shown as `WDJB-MJHT`.
///
/// 20 letters make 34.5 bits, and no words.
package struct UserCode: Hashable, Sendable {
    private static let alphabet = [UInt8]("BCDFGHJKLMNPQRSTVWXZ".utf8)
    private static let length = 8

    /// The eight letters.
    package let value: String

    /// A fresh one.
    package init(entropy: some EntropySource) {
        var letters: [UInt8] = []
        while letters.count < Self.length {
            // 240 is the last multiple of 20: a remainder of bytes above it would make some letters likelier.
            let usable = entropy.bytes(Self.length).filter { $0 < 240 }
            letters += usable.prefix(Self.length - letters.count).map { Self.alphabet[Int($0 % 20)] }
        }
        value = String(decoding: letters, as: UTF8.self)
    }

    /// Reads what a person typed, forgiving case, dashes, spaces and dots; nil for what cannot be a code.
    package init?(typed: String) {
        guard let letters = TypedCode.characters(of: typed), letters.count == Self.length else { return nil }
        guard letters.allSatisfy(Self.alphabet.contains) else { return nil }
        value = String(decoding: letters, as: UTF8.self)
    }

    /// The form that the device shows.
    package var shown: String { TypedCode.grouped(value, size: 4) }
}
