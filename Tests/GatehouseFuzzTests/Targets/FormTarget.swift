@testable import GatehouseOAuth

/// Form bodies: each name has the values that stand there, and what is written reads as the same text.
enum FormTarget {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        if let text = FormText.decode(input) {
            let again = FormText.decode(FormText.escaped(text).utf8)
            try hold(again.map { Array($0.utf8) } == Array(text.utf8), "a text changes when it is written")
        }
        guard let parameters = try? Parameters(form: input, repeating: "scope") else { return }
        var expected: [[UInt8]: [[UInt8]]] = [:]
        for field in input.split(separator: UInt8(ascii: "&")) {
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormText.decode(parts[0]), let value = FormText.decode(parts.count > 1 ? parts[1] : [])
            else { throw BrokenProperty("a form is accepted with a broken field") }
            expected[Array(name.utf8), default: []] += value.isEmpty ? [] : [Array(value.utf8)]
        }
        for (name, values) in expected {
            let found = parameters.values(String(decoding: name, as: UTF8.self)).map { Array($0.utf8) }
            try hold(found == values, "a parameter has other values")
            let isRepeatable = ["resource", "audience", "scope"].contains { name.elementsEqual($0.utf8) }
            try hold(values.count <= 1 || isRepeatable, "a parameter is there twice")
        }
    }
}
