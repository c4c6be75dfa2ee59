/// Writes what changed in a file as a unified diff that `patch -p0` and `git apply -p0` take.
enum UnifiedDiff {
    /// So many lines are shown around a change.
    private static let context = 3

    /// The diff; empty if nothing changed.
    static func text(path: String, from old: String, to new: String) -> String {
        let (oldLines, newLines) = (lines(of: old), lines(of: new))
        let steps = Alignment.steps(from: oldLines, to: newLines)
        let changes = steps.indices.filter { if case .both = steps[$0] { false } else { true } }
        guard !changes.isEmpty else { return "" }
        let name = name(of: path)
        var result = "--- \(name)\n+++ \(name)\n"
        for hunk in hunks(changes, count: steps.count) { result += text(steps, hunk, oldLines, newLines) }
        return result
    }

    /// Ranges of steps, with context; those that touch are one.
    private static func hunks(_ changes: [Int], count: Int) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for change in changes {
            let range = max(0, change - context)..<min(count, change + context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    private static func text(
        _ steps: [Alignment.Step],
        _ hunk: Range<Int>,
        _ old: [String],
        _ new: [String]
    ) -> String {
        var body = ""
        var counts = (old: 0, new: 0)
        for step in steps[hunk] {
            switch step {
            case .both(let line, _):
                body += show(" ", old[line])
                counts = (counts.old + 1, counts.new + 1)
            case .old(let line):
                body += show("-", old[line])
                counts.old += 1
            case .new(let line):
                body += show("+", new[line])
                counts.new += 1
            }
        }
        let before = steps[..<hunk.lowerBound]
        let oldStart = before.count { if case .new = $0 { false } else { true } }
        let newStart = before.count { if case .old = $0 { false } else { true } }
        return "@@ -\(range(oldStart, counts.old)) +\(range(newStart, counts.new)) @@\n" + body
    }

    // POSIX diff, "Diff -u Output Format": an empty range names the line before it.
    private static func range(_ start: Int, _ count: Int) -> String {
        let first = count == 0 ? start : start + 1
        return count == 1 ? "\(first)" : "\(first),\(count)"
    }

    private static func show(_ mark: String, _ line: String) -> String {
        line.utf8.last == UInt8(ascii: "\n") ? mark + line : "\(mark)\(line)\n\\ No newline at end of file\n"
    }

    /// The lines with their line feeds; the last one may have none.
    private static func lines(of text: String) -> [String] {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) + "\n" }
        let last = lines.removeLast().utf8.dropLast()
        if !last.isEmpty { lines.append(String(decoding: last, as: UTF8.self)) }
        return lines
    }

    /// Absolute names and those with `..` are refused by `patch`: they become the directory's name and the file's.
    private static func name(of path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        let isSafe = !path.hasPrefix("/") && !parts.contains("..") && parts.first != "."
        let name = isSafe ? path : parts.filter { $0 != ".." && $0 != "." }.suffix(2).joined(separator: "/")
        // Behind a name with spaces a tab says where it ends.
        return name.utf8.contains(UInt8(ascii: " ")) ? name + "\t" : name
    }
}
