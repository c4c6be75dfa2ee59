import Foundation
import GatehouseOAuth

/// A client's profile as the JSON object that its row keeps; equal profiles have one text.
enum ClientProfileText {
    static func text(of profile: ClientProfile) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(profile), as: UTF8.self)
    }

    static func profile(of text: String) throws -> ClientProfile {
        if text.utf8.count == 2 { return ClientProfile() }
        do {
            return try JSONDecoder().decode(ClientProfile.self, from: Data(text.utf8))
        } catch {
            throw StorageError.corrupt("a client's profile cannot be read")
        }
    }
}
