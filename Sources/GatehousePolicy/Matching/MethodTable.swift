/// Numbers the request methods that an application's routes name.
struct MethodTable: Sendable {
    /// Stands for every method but CONNECT and TRACE.
    static let any: Int16 = 0
    static let get: Int16 = 1
    static let head: Int16 = 2
    static let connect: Int16 = 3
    static let trace: Int16 = 4
    /// A method that no route names.
    static let unknown: Int16 = -1

    /// What `Allow` lists where any method will do.
    static let common = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private(set) var names = ["ANY", "GET", "HEAD", "CONNECT", "TRACE", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    private var bytes: [UInt8] = []
    private var starts: [Int] = [0]

    init() {
        // A request cannot say ANY: its place holds no bytes.
        starts.append(0)
        for name in names.dropFirst() { appendBytes(of: name) }
    }

    /// The number of a method, newly given if need be.
    mutating func number(of name: String) -> Int16 {
        if let index = names.firstIndex(where: { $0.hasSameBytes(as: name) }) { return Int16(index) }
        names.append(name)
        appendBytes(of: name)
        return Int16(names.count - 1)
    }

    /// The number of a request's method; methods are case-sensitive (RFC 9110 §9.1).
    func number(of method: Span<UInt8>) -> Int16 {
        var number = 1
        while number < names.count {
            if isSame(method, as: starts[number]..<starts[number + 1]) { return Int16(number) }
            number += 1
        }
        return Self.unknown
    }

    private mutating func appendBytes(of name: String) {
        bytes.append(contentsOf: name.utf8)
        starts.append(bytes.count)
    }

    private func isSame(_ method: Span<UInt8>, as range: Range<Int>) -> Bool {
        guard method.count == range.count else { return false }
        for index in 0..<method.count where method[index] != bytes[range.lowerBound + index] { return false }
        return true
    }
}
