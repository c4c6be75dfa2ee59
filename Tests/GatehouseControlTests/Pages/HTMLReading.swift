/// The start tags of a document, for pages that write every attribute in double quotes.
struct HTMLReading {
    struct Element {
        let name: String
        let attributes: [(name: String, value: String)]

        subscript(_ attribute: String) -> String? {
            attributes.first { $0.name == attribute }?.value
        }
    }

    let elements: [Element]

    init(_ html: String) {
        var elements: [Element] = []
        var rest = Array(html.utf8)[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(start + 1)...]
            guard let first = rest.first, (0x61...0x7A).contains(first) else { continue }
            elements.append(Self.element(&rest))
        }
        self.elements = elements
    }

    private static func element(_ rest: inout ArraySlice<UInt8>) -> Element {
        func take(while condition: (UInt8) -> Bool) -> String {
            let part = rest.prefix(while: condition)
            rest = rest.dropFirst(part.count)
            return String(decoding: part, as: UTF8.self)
        }
        let ends = Set(" \n=>/\"".utf8)
        let name = take { !ends.contains($0) }
        var attributes: [(name: String, value: String)] = []
        while let byte = rest.first, byte != UInt8(ascii: ">") {
            let attribute = take { !ends.contains($0) }
            guard !attribute.isEmpty else {
                rest = rest.dropFirst()
                continue
            }
            guard rest.starts(with: "=\"".utf8) else {
                attributes.append((attribute, ""))
                continue
            }
            rest = rest.dropFirst(2)
            attributes.append((attribute, take { $0 != UInt8(ascii: "\"") }))
            rest = rest.dropFirst()
        }
        return Element(name: name, attributes: attributes)
    }

    func all(_ name: String) -> [Element] {
        elements.filter { $0.name == name }
    }

    func values(of attribute: String) -> [String] {
        elements.compactMap { $0[attribute] }
    }
}
