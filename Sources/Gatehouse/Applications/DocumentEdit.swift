import GatehouseControl
import GatehousePolicy

/// Changes a policy document so that it says what a draft says, and as little else as can be.
struct DocumentEdit {
    private let root: LocatedNode
    private let old: ApplicationDraft
    private let new: ApplicationDraft
    private var lines: DocumentLines
    private var top: [DocumentLines.Entry]

    /// The edited text; nil if the document says something that cannot be kept.
    static func text(of source: String, saying draft: ApplicationDraft) throws(YAMLRefusal) -> String? {
        let root = try YAMLDocument.parse(Array(source.utf8), file: "")
        let wanted = try draft.canonical()
        var source = source
        // The parser does not count a byte order mark.
        let mark = source.unicodeScalars.first == "\u{FEFF}" ? "\u{FEFF}" : ""
        if !mark.isEmpty { source.unicodeScalars.removeFirst() }
        if let edited = try DocumentEdit(source, root, wanted)?.edited(source), says(edited, wanted, besides: root) {
            return mark + edited
        }
        let written = try ApplicationText.document(wanted, others: others(root))
        return says(written, wanted, besides: root) ? written : nil
    }

    private init?(_ source: String, _ root: LocatedNode, _ draft: ApplicationDraft) {
        guard let lines = DocumentLines(source), let top = lines.entries(of: root, before: lines.lines.count),
            top.first?.node.key.location.column == 1
        else { return nil }
        self.root = root
        self.lines = lines
        self.top = top
        self.old = ApplicationDraft(document: root)
        self.new = draft
    }

    private func edited(_ source: String) throws(YAMLRefusal) -> String {
        var edit = self
        for key in ApplicationDraft.documentKeys where key != "scopes" && key != "routes" { edit.editValue(of: key) }
        try edit.editBlock(
            "scopes",
            from: old.scopes.map(\.name),
            to: new.scopes.map(\.name),
            isSame: { old.scopes[$0].hasSameText(as: new.scopes[$1]) },
            value: { ApplicationText.value(new.scopes[$0]) },
            line: { ApplicationText.line(new.scopes[$0]) }
        )
        var requirements: [String] = []
        for route in new.routes { requirements.append(try RequirementText(typed: route.requirement).yaml) }
        try edit.editBlock(
            "routes",
            from: old.routes.map(\.match),
            to: new.routes.map(\.match),
            isSame: { old.routes[$0].requirement.utf8.elementsEqual(new.routes[$1].requirement.utf8) },
            value: { requirements[$0] },
            line: { "\(YAMLText.scalar(new.routes[$0].match)): \(requirements[$0])" }
        )
        return edit.lines.text(of: source)
    }

    private mutating func editValue(of key: String) {
        let value = ApplicationText.value(of: key, in: new)
        let before = ApplicationText.value(of: key, in: old)
        guard value.map({ Array($0.utf8) }) != before.map({ Array($0.utf8) }) else { return }
        switch (top.first { $0.name == key }, value) {
        case (let entry?, let value?): lines.setValue(value, of: entry)
        case (let entry?, nil): lines.replace(entry.range, with: [])
        case (nil, let value?): insert(["\(key): \(value)"], as: key)
        case (nil, nil): break
        }
    }

    /// Edits the lines below a key, one for each entry.
    private mutating func editBlock(
        _ key: String,
        from old: [String],
        to new: [String],
        isSame: (Int, Int) -> Bool,
        value: (Int) -> String,
        line: (Int) -> String
    ) throws(YAMLRefusal) {
        guard let block = top.first(where: { $0.name == key }) else {
            if let lines = try ApplicationText.lines(of: key, in: self.new) { insert(lines, as: key) }
            return
        }
        let entries = lines.entries(of: block.node.value, before: block.range.upperBound)
        guard !new.isEmpty, let entries, entries.count == old.count, let first = entries.first,
            first.range.lowerBound > block.range.lowerBound
        else {
            let isUnchanged = old.count == new.count && old.indices.allSatisfy { isOne(old, $0, new, $0, isSame) }
            if !isUnchanged { lines.replace(block.range, with: try ApplicationText.lines(of: key, in: self.new) ?? []) }
            return
        }
        let indent = String(repeating: " ", count: first.node.key.location.column - 1)
        var place = first.range.lowerBound
        for step in Alignment.steps(from: old, to: new) {
            switch step {
            case .both(let from, let to):
                if !isSame(from, to) { lines.setValue(value(to), of: entries[from]) }
                place = entries[from].range.upperBound
            case .old(let from):
                lines.replace(entries[from].range, with: [])
                place = entries[from].range.upperBound
            case .new(let to):
                lines.replace(place..<place, with: [indent + line(to)])
            }
        }
    }

    private func isOne(
        _ old: [String],
        _ from: Int,
        _ new: [String],
        _ to: Int,
        _ isSame: (Int, Int) -> Bool
    ) -> Bool {
        old[from].utf8.elementsEqual(new[to].utf8) && isSame(from, to)
    }

    /// Puts a new key behind the last of those that come before it.
    private mutating func insert(_ text: [String], as key: String) {
        let rank = ApplicationText.rank(key)
        let before = top.filter { ApplicationText.rank($0.name) < rank }.map(\.range.upperBound).max()
        let place = before ?? top.first?.range.lowerBound ?? 0
        lines.replace(place..<place, with: text)
    }

    /// Whether a text says what the draft says, and for the rest what `root` says.
    private static func says(_ text: String, _ draft: ApplicationDraft, besides root: LocatedNode) -> Bool {
        guard let read = try? YAMLDocument.parse(Array(text.utf8), file: "") else { return false }
        let (one, other) = (others(read), others(root))
        guard one.count == other.count else { return false }
        let kept = other.allSatisfy { wanted in
            one.contains { YAMLText.flow($0.key) == YAMLText.flow(wanted.key) && hasSameValue($0, wanted) }
        }
        return kept && ApplicationDraft(document: read).hasSameText(as: draft)
    }

    private static func hasSameValue(_ one: LocatedEntry, _ other: LocatedEntry) -> Bool {
        YAMLText.flow(one.value).utf8.elementsEqual(YAMLText.flow(other.value).utf8)
    }

    /// What a document says beyond a draft.
    private static func others(_ root: LocatedNode) -> [LocatedEntry] {
        guard case .mapping(let entries) = root.content else { return [] }
        return entries.filter { !ApplicationDraft.documentKeys.contains($0.key.text ?? "") }
    }
}

extension ApplicationDraft.Scope {
    fileprivate func hasSameText(as other: Self) -> Bool {
        name.utf8.elementsEqual(other.name.utf8) && text.utf8.elementsEqual(other.text.utf8)
            && isAssigned == other.isAssigned
    }
}

extension ApplicationDraft {
    /// Whether every text of the two is the same byte for byte.
    func hasSameText(as other: ApplicationDraft) -> Bool {
        self == other && texts.elementsEqual(other.texts) { $0.utf8.elementsEqual($1.utf8) }
    }

    private var texts: [String] {
        [key, name, prefix, audience] + upstreams + hosts + scopes.flatMap { [$0.name, $0.text] }
            + routes.flatMap { [$0.match, $0.requirement] }
    }
}
