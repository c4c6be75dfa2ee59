import Foundation
import GatehouseJOSE
import Testing

/// The files beside these tests.
enum Vectors {
    static func data(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
        return [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    static func text(_ name: String) throws -> String {
        String(decoding: try data(name), as: UTF8.self)
    }

    static func entries(_ name: String) throws -> [JSONObject] {
        let document = try JSONParser.parse(try text(name))
        return try #require(document.array).map { try #require($0.object) }
    }

    /// The PEM text of a test key.
    static func pem(_ name: String) throws -> String {
        try text("keys/\(name).pem")
    }
}
