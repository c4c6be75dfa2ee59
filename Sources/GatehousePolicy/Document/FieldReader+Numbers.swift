extension FieldReader {
    /// A whole number in plain decimal, within a range.
    mutating func number(_ node: LocatedNode, _ what: String, _ range: ClosedRange<Int64>) -> Int64? {
        if case .scalar(let text, isPlain: true) = node.content, (1...15).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || text.utf8.first != 0x30,
            let value = Int64(text), range.contains(value)
        {
            return value
        }
        diagnostics.error(
            "\(what) is not a whole number from \(range.lowerBound) to \(range.upperBound)",
            at: node.location
        )
        return nil
    }
}
