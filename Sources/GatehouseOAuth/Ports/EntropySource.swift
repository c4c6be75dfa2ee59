/// Where chance comes from.
package protocol EntropySource: Sendable {
    /// That many unpredictable bytes.
    func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's randomness.
package struct SystemEntropy: EntropySource {
    package init() {}

    package func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }
}
