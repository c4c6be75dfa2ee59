@testable import GatehouseControl

/// Follows a template through a view model, as the library would, and notes every name that leads nowhere.
struct TemplateWalk {
    let templates: [String: [TemplateNode]]
    private(set) var problems: [String] = []
    /// The sections that were gone into.
    private(set) var entered: Set<String> = []

    init(templates: [String: [TemplateNode]]) {
        self.templates = templates
    }

    mutating func walk(_ page: any Page) {
        let name = type(of: page).template
        guard let nodes = templates[name] else {
            problems.append("there is no template \(name)")
            return
        }
        walk(nodes, frames: [page], blocks: [:], in: name)
    }

    private mutating func walk(
        _ nodes: [TemplateNode],
        frames: [Any],
        blocks: [String: [TemplateNode]],
        in name: String
    ) {
        for node in nodes {
            switch node {
            case .variable(let tag):
                guard let value = resolve(tag, frames: frames, in: name) else { continue }
                if Self.unwrapped(value).map({ !($0 is String) }) ?? false {
                    problems.append("\(name): \(tag) is no text")
                }
            case .section(let tag, let inverted, let place, let children):
                guard let value = resolve(tag, frames: frames, in: name) else { continue }
                for inner in Self.frames(of: Self.unwrapped(value), inverted: inverted) {
                    entered.insert(place)
                    walk(children, frames: frames + inner, blocks: blocks, in: name)
                }
            case .partial(let part):
                walkPart(part, frames: frames, blocks: blocks, from: name)
            case .parent(let part, let children):
                var blocks = blocks
                for case .block(let block, let nodes) in children {
                    blocks[block] = nodes
                }
                walkPart(part, frames: frames, blocks: blocks, from: name)
            case .block(let block, let children):
                walk(blocks[block] ?? children, frames: frames, blocks: blocks, in: name)
            }
        }
    }

    private mutating func walkPart(
        _ part: String,
        frames: [Any],
        blocks: [String: [TemplateNode]],
        from name: String
    ) {
        guard let nodes = templates[part] else {
            problems.append("\(name): there is no template \(part)")
            return
        }
        walk(nodes, frames: frames, blocks: blocks, in: part)
    }

    /// What each turn of a section adds to the frames; none if it is skipped.
    private static func frames(of value: Any?, inverted: Bool) -> [[Any]] {
        switch value {
        case let flag as Bool: flag != inverted ? [[]] : []
        case let list as [Any]: inverted ? (list.isEmpty ? [[]] : []) : list.map { [$0] }
        case .some(let value): inverted ? [] : [[value]]
        case nil: inverted ? [[]] : []
        }
    }

    /// A name with a leading dot belongs to the innermost frame, any other one to the page alone: the library would
    /// climb from an empty field to a field of the same name further out.
    private mutating func resolve(_ tag: String, frames: [Any], in name: String) -> Any? {
        if tag == "." { return frames.last }
        let isInner = tag.hasPrefix(".")
        let path = tag.split(separator: ".").map(String.init)
        guard let first = path.first, let frame = isInner ? frames.last : frames.first else { return nil }
        if !isInner, frames.dropFirst().contains(where: { Self.child(first, of: $0) != nil }) {
            problems.append("\(name): \(tag) has two meanings")
        }
        var value: Any? = frame
        for part in path {
            guard let current = value.flatMap(Self.unwrapped) else { return nil }
            guard let child = Self.child(part, of: current) else {
                problems.append("\(name): \(tag) is no field of \(type(of: frame))")
                return nil
            }
            value = child
        }
        return value
    }

    private static func child(_ name: String, of value: Any) -> Any? {
        Mirror(reflecting: value).children.first { $0.label == name }?.value
    }

    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional else { return value }
        return mirror.children.first?.value
    }
}
