/// A form with files in it (RFC 7578), as browsers write it.
struct MultipartBody: Sendable {
    /// More parts than any form of ours has.
    private static let maximumCount = 4_096
    private static let lineEnd = Array("\r\n".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)

    let fields: DashboardFields

    /// Nil for what is not written so.
    init?(_ body: [UInt8], boundary: [UInt8]) {
        var pairs: [(name: String, value: String)] = []
        var files: [(name: String, bytes: [UInt8])] = []
        // RFC 2046 §5.1.1: the line end before a delimiter belongs to it; before the first one there is none.
        let delimiter = Self.lineEnd + Array("--".utf8) + boundary
        let text = Self.lineEnd + body
        guard var position = Self.find(delimiter, in: text, from: 0) else { return nil }
        while true {
            let start = position + delimiter.count
            if text[start...].starts(with: "--".utf8) { break }
            guard
                pairs.count + files.count < Self.maximumCount, text[start...].starts(with: Self.lineEnd),
                let end = Self.find(delimiter, in: text, from: start),
                let headEnd = Self.find(Self.headEnd, in: text, from: start), headEnd + Self.headEnd.count <= end,
                let head = String(validating: text[(start + Self.lineEnd.count)..<headEnd], as: UTF8.self),
                let name = Self.parameter("name", of: head)
            else { return nil }
            let content = text[(headEnd + Self.headEnd.count)..<end]
            if Self.parameter("filename", of: head) != nil {
                files.append((name, Array(content)))
            } else {
                guard let value = String(validating: content, as: UTF8.self), !value.utf8.contains(0) else {
                    return nil
                }
                pairs.append((name, value))
            }
            position = end
        }
        fields = DashboardFields(pairs, files: files)
    }

    /// The delimiter of the parts, if the body has any.
    static func boundary(in contentType: String?) -> [UInt8]? {
        guard let contentType, contentType.lowercased().utf8.starts(with: "multipart/form-data;".utf8) else {
            return nil
        }
        guard let start = find(Array("boundary=".utf8), in: Array(contentType.utf8), from: 0) else { return nil }
        let written = contentType.utf8.dropFirst(start + 9).prefix { $0 != UInt8(ascii: ";") }
        let boundary = written.filter { $0 != UInt8(ascii: "\"") && $0 != 0x20 }
        // RFC 2046 §5.1.1.
        return (1...70).contains(boundary.count) ? Array(boundary) : nil
    }

    /// HTML §4.10.22.8: browsers escape the quotation mark as `%22`, so the next one ends the value.
    private static func parameter(_ name: String, of head: String) -> String? {
        for line in head.split(separator: "\r\n") {
            guard line.lowercased().utf8.starts(with: "content-disposition:".utf8) else { continue }
            let bytes = Array(line.utf8)
            guard let start = find(Array("; \(name)=\"".utf8), in: bytes, from: 0) else { return nil }
            let value = bytes[(start + name.utf8.count + 4)...].prefix { $0 != UInt8(ascii: "\"") }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    private static func find(_ pattern: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, text.count >= pattern.count else { return nil }
        var index = start
        while index <= text.count - pattern.count {
            guard let next = text[index...].firstIndex(of: first), next <= text.count - pattern.count else {
                return nil
            }
            if text[next..<(next + pattern.count)].elementsEqual(pattern) { return next }
            index = next + 1
        }
        return nil
    }
}
