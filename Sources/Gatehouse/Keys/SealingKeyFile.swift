import FoundationEssentials
import GatehouseJOSE
import GatehouseOAuth

extension GatehouseConfiguration {
    /// The key that private keys are sealed with in the database; nil if none was configured.
    var sealingKey: SealingKey? {
        get throws(ExitFailure) {
            if let key { return try Self.sealingKey(key.withExposedValue { $0 }, from: "GATEHOUSE_KEY") }
            guard let keyFile else { return nil }
            guard let data = FileManager.default.contents(atPath: keyFile) else {
                throw ExitFailure(.wrongUse, "The key file \(keyFile) cannot be read.", hint: Self.recipe)
            }
            return try Self.sealingKey(String(decoding: data, as: UTF8.self), from: keyFile)
        }
    }

    private static let recipe = "Make one with: (umask 077; openssl rand -base64 32 > gatehouse.key)"

    private static func sealingKey(_ text: String, from place: String) throws(ExitFailure) -> SealingKey {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard let bytes = Data(base64Encoded: line.trimmed), let key = SealingKey(bytes: Array(bytes)) else {
            throw ExitFailure(.wrongUse, "\(place) does not hold 32 bytes in base64.", hint: recipe)
        }
        return key
    }
}
