import FoundationEssentials
import GatehouseJOSE
import GatehouseOAuth

extension JSONObject {
    /// The members of a client's settings or of anything else that encodes as an object.
    ///
    /// Who left out what cannot be written would replace a client's settings by none, so that it is refused.
    init(encoding value: some Encodable) throws(AdminRefusal) {
        guard let data = try? JSONEncoder().encode(value), let object = try? Self.parse([UInt8](data)) else {
            throw AdminRefusal(.invalidSettings, "These settings cannot be written as JSON.")
        }
        self = object
    }

    /// The text is our own, so that it may be as long as it is.
    private static func parse(_ bytes: [UInt8]) throws(JSONRefusal) -> JSONObject {
        try JSONParser.parseObject(bytes.span, maximumBytes: .max)
    }
}
