/// The members of a JSON object in the order in which they were written.
package struct JSONObject: Sendable {
    /// A name with its value.
    package struct Member: Sendable {
        /// As it was written, without its escapes.
        package let name: String
        /// What stands under the name.
        package internal(set) var value: JSONValue
    }

    /// The members; no name occurs twice.
    package private(set) var members: [Member]

    /// Makes an object without members.
    package init() {
        members = []
    }

    /// Makes an object of names with values; a name that comes again replaces the value.
    package init(_ members: [(String, JSONValue)]) {
        self.init()
        for (name, value) in members {
            self[name] = value
        }
    }

    /// Takes members whose names the caller has found to be different.
    init(distinct members: [Member]) {
        self.members = members
    }

    /// The value of the member with exactly these bytes as its name; nil removes the member.
    package subscript(name: String) -> JSONValue? {
        get {
            let members = members.span
            for index in members.indices where members[index].name.hasSameBytes(as: name) {
                return members[index].value
            }
            return nil
        }
        set {
            let index = members.firstIndex { $0.name.hasSameBytes(as: name) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Equatable {
    /// Compares the members; RFC 8259 §4: their order means nothing.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count
            && left.members.allSatisfy { right[$0.name] == $0.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
