import GatehouseJOSE

/// Reads the members of a client's metadata; a member of another kind than RFC 7591 says is refused.
struct MetadataReader: Sendable {
    private static let maximumElements = 100

    let document: JSONObject

    /// RFC 7592 §2.2: null is the same as a member that is not there.
    private func value(_ name: String) -> JSONValue? {
        document[name].flatMap { $0 == .null ? nil : $0 }
    }

    func has(_ name: String) -> Bool { value(name) != nil }

    func text(_ name: String) throws(OAuthError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw refusal(name) }
        return text
    }

    func texts(_ name: String) throws(OAuthError) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let elements = value.array, elements.count <= Self.maximumElements else { throw refusal(name) }
        let texts = elements.compactMap(\.string)
        guard texts.count == elements.count else { throw refusal(name) }
        return texts
    }

    /// Nil for false, which is what a member means that is not there.
    func flag(_ name: String) throws(OAuthError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { throw refusal(name) }
        return flag ? true : nil
    }

    func number(_ name: String) throws(OAuthError) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let number = value.integer else { throw refusal(name) }
        return number
    }

    /// The JSON text of an object.
    func object(_ name: String) throws(OAuthError) -> String? {
        guard let value = value(name) else { return nil }
        guard let object = value.object else { throw refusal(name) }
        return String(decoding: object.serialized(), as: UTF8.self)
    }

    private func refusal(_ name: String) -> OAuthError {
        OAuthError(.invalidClientMetadata, "A member of the metadata has a wrong type.", detail: name)
    }
}
