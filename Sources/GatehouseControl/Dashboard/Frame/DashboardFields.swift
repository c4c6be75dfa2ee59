import GatehouseJOSE
import GatehouseOAuth

/// The fields of a form or of a query, as they were typed.
struct DashboardFields: Sendable {
    /// More fields than any form of ours has.
    private static let maximumCount = 4_096

    private let pairs: [(name: String, value: String)]

    init(_ pairs: [(name: String, value: String)] = []) {
        self.pairs = pairs.map { (name: $0.name, value: Self.trimmed($0.value)) }
    }

    /// Reads `application/x-www-form-urlencoded`; nil for what is not encoded so or has too many fields.
    init?(form: [UInt8]) {
        var pairs: [(name: String, value: String)] = []
        for field in form.split(separator: UInt8(ascii: "&")) {
            let name = field.prefix { $0 != UInt8(ascii: "=") }
            guard
                pairs.count < Self.maximumCount, let key = FormText.decode(name),
                let value = FormText.decode(field.dropFirst(name.count + 1))
            else { return nil }
            pairs.append((key, value))
        }
        self.init(pairs)
    }

    /// The first value, without the blanks around it; nil if the field was not sent.
    subscript(_ name: String) -> String? {
        pairs.first { $0.name.hasSameBytes(as: name) }?.value
    }

    /// All values in their order, each without the blanks around it.
    func all(_ name: String) -> [String] {
        pairs.filter { $0.name.hasSameBytes(as: name) }.map(\.value)
    }

    /// Whether the person has been asked and said yes.
    var isConfirmed: Bool { self["confirmed"]?.hasSameBytes(as: "yes") ?? false }

    /// Whether only a preview is wanted, and nothing is to be changed.
    var isPreview: Bool { self["preview"]?.hasSameBytes(as: "yes") ?? false || wantsPage }

    /// Whether a script takes its part from the whole page, as it would be with these fields.
    var wantsPage: Bool { self["preview"]?.hasSameBytes(as: "page") ?? false }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(Substring(bytes[first...last]))
    }
}
