extension JSONObject {
    /// The last second of the year 9999; milliseconds taken for seconds are beyond it.
    private static let latestInstant: Int64 = 253_402_300_799

    /// A text; nil if there is no such claim, the refusal if it is anything else.
    func text<Refusal: Error>(claim name: String, otherwise refusal: Refusal) throws(Refusal) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else { throw refusal }
        return text
    }

    /// One text or a list of texts; nil if there is no such claim, the refusal if it is anything else.
    func texts<Refusal: Error>(claim name: String, otherwise refusal: Refusal) throws(Refusal) -> [String]? {
        switch self[name] {
        case nil:
            return nil
        case .string(let text):
            return [text]
        case .array(let elements):
            let texts = elements.compactMap(\.string)
            guard texts.count == elements.count else { throw refusal }
            return texts
        default:
            throw refusal
        }
    }

    /// Seconds since 1970; nil if there is no such claim, the refusal if it is anything else.
    ///
    /// RFC 7519 §2 would allow fractions; whole seconds leave nothing to round.
    func instant<Refusal: Error>(claim name: String, otherwise refusal: Refusal) throws(Refusal) -> Int64? {
        guard let value = self[name] else { return nil }
        guard case .integer(let instant) = value, (0...Self.latestInstant).contains(instant) else { throw refusal }
        return instant
    }
}
