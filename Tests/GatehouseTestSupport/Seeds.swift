/// Seeds for `@Test(arguments:)`; a failing test names the one that failed.
package enum Seeds {
    /// The seeds `1...count`.
    package static func first(_ count: Int) -> [UInt64] {
        (0..<count).map { UInt64($0) + 1 }
    }
}
