@testable import GatehouseControl

/// A template as a tree, read apart from the library that renders it.
indirect enum TemplateNode {
    case variable(String)
    /// The tag's place makes it one of a kind.
    case section(String, inverted: Bool, place: String, [TemplateNode])
    case partial(String)
    case parent(String, [TemplateNode])
    case block(String, [TemplateNode])

    /// Reads a template of the tags that ours use.
    static func parse(_ source: String, named name: String) throws -> [TemplateNode] {
        var tags: [(index: Int, text: String)] = []
        var rest = source[...]
        while let start = rest.firstRange(of: "{{") {
            let after = rest[start.upperBound...]
            guard let end = after.firstRange(of: "}}") else { throw Failure(message: "\(name): a tag has no end") }
            tags.append((tags.count, String(after[..<end.lowerBound])))
            rest = after[end.upperBound...]
        }
        var remaining = tags[...]
        let nodes = try nodes(&remaining, until: nil, in: name)
        guard remaining.isEmpty else { throw Failure(message: "\(name): too many ends") }
        return nodes
    }

    private static func nodes(
        _ tags: inout ArraySlice<(index: Int, text: String)>,
        until end: String?,
        in name: String
    ) throws -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        while let tag = tags.popFirst() {
            let rest = String(tag.text.dropFirst())
            switch tag.text.first {
            case "/":
                guard rest == end else { throw Failure(message: "\(name): \(rest) ends, not \(end ?? "the file")") }
                return nodes
            case "#", "^":
                let children = try Self.nodes(&tags, until: rest, in: name)
                let place = "\(name), tag \(tag.index): \(tag.text)"
                nodes.append(.section(rest, inverted: tag.text.first == "^", place: place, children))
            case ">": nodes.append(.partial(rest))
            case "<": nodes.append(.parent(rest, try Self.nodes(&tags, until: rest, in: name)))
            case "$": nodes.append(.block(rest, try Self.nodes(&tags, until: rest, in: name)))
            case "%": break
            default: nodes.append(.variable(tag.text))
            }
        }
        guard end == nil else { throw Failure(message: "\(name): \(end ?? "") has no end") }
        return nodes
    }

    struct Failure: Error {
        let message: String
    }

    /// Every template under its name.
    static func all() throws -> [String: [TemplateNode]] {
        var templates: [String: [TemplateNode]] = [:]
        for (name, source) in PageLibrary.sources { templates[name] = try parse(source, named: name) }
        return templates
    }

    /// The places of all sections within.
    static func places(_ nodes: [TemplateNode]) -> [String] {
        nodes.flatMap { node -> [String] in
            switch node {
            case .section(_, _, let place, let children): [place] + places(children)
            case .parent(_, let children), .block(_, let children): places(children)
            case .variable, .partial: []
            }
        }
    }
}
