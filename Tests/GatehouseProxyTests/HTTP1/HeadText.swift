import NIOCore

/// Texts of message heads.
enum HeadText {
    /// Lines, each ended by CRLF, and the empty line.
    static func lines(_ lines: [String]) -> String {
        lines.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    /// A request with a host and more fields.
    static func request(_ line: String = "GET / HTTP/1.1", _ fields: String...) -> String {
        lines([line, "Host: a.test"] + fields)
    }

    /// A response with fields.
    static func response(_ line: String = "HTTP/1.1 200 OK", _ fields: String...) -> String {
        lines([line] + fields)
    }
}

extension String {
    /// One byte for every scalar, so that `\u{80}` stands for a single byte.
    var octets: [UInt8] { unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    /// The inverse of `octets`.
    init(octets: some Sequence<UInt8>) {
        var scalars = UnicodeScalarView()
        for octet in octets { scalars.append(Unicode.Scalar(octet)) }
        self.init(scalars)
    }
}

extension ByteBuffer {
    /// All readable bytes, each as one scalar.
    var octetText: String { String(octets: readableBytesView) }
}

extension Array where Element == UInt8 {
    /// These bytes in pieces that end at the given offsets.
    func pieces(cutAt cuts: [Int]) -> [[UInt8]] {
        let ends = cuts.filter { (0..<count).contains($0) }.sorted() + [count]
        let starts = [0] + ends.dropLast()
        return zip(starts, ends).map { Array(self[$0..<$1]) }
    }
}
