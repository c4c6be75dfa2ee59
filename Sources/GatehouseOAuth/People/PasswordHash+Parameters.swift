extension PasswordHash {
    /// What one computation of scrypt costs (RFC 7914 §2).
    package struct Parameters: Equatable, Sendable {
        /// The cost `N` as a power of two, 10 to 20: the `ln` of the text.
        package let exponent: Int
        /// The block size `r`, 1 to 16.
        package let blockSize: Int
        /// The parallelisation `p`, 1 to 16.
        package let parallelism: Int

        /// 128 MiB and some tenths of a second: `N` = 2^17, `r` = 8, `p` = 1.
        package static let standard = Parameters(trusted: 17, 8, 1)

        /// Answers nil for a cost below what protects, above what a server can pay, or that scrypt does not define.
        package init?(exponent: Int, blockSize: Int, parallelism: Int) {
            // Above 16 blocks the memory limit of the implementation is too tight.
            guard (10...20).contains(exponent), (1...16).contains(blockSize), (1...16).contains(parallelism) else {
                return nil
            }
            // RFC 7914 §2: N is less than 2^(128 * r / 8).
            guard exponent < 16 * blockSize else { return nil }
            self.init(trusted: exponent, blockSize, parallelism)
        }

        private init(trusted exponent: Int, _ blockSize: Int, _ parallelism: Int) {
            self.exponent = exponent
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// The cost `N` itself.
        package var rounds: Int { 1 << exponent }
    }
}

extension PasswordHash.Parameters {
    /// The field of a hash's text.
    var text: String { "ln=\(exponent),r=\(blockSize),p=\(parallelism)" }

    /// Reads exactly what `text` writes.
    init?(_ field: Substring) {
        let parts = field.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        guard let exponent = Self.number(parts[0], after: "ln="), let blockSize = Self.number(parts[1], after: "r="),
            let parallelism = Self.number(parts[2], after: "p=")
        else { return nil }
        self.init(exponent: exponent, blockSize: blockSize, parallelism: parallelism)
    }

    /// One or two decimal digits without leading zero.
    private static func number(_ part: Substring.UTF8View, after name: String) -> Int? {
        guard part.starts(with: name.utf8) else { return nil }
        let digits = part.dropFirst(name.utf8.count)
        guard (1...2).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(Substring(digits))
    }
}
