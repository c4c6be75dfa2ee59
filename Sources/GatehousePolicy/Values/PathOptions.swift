/// What an application's paths may contain although it is refused by default.
package struct PathOptions: Sendable, Equatable {
    /// `paths: { encoded_slash: segment }`: `%2F` stays encoded, inside one segment.
    package var encodedSlash: Bool
    /// `paths: { parameters: keep }`: `;` parameters stay in their segment.
    package var parameters: Bool
    /// `paths: { empty_segments: keep }`: `//` stays.
    package var emptySegments: Bool
    /// `paths: { double_encoding: keep }`: `%25` followed by two hex digits stays.
    package var doubleEncoding: Bool

    /// Makes a set of options; nothing is opted into unless it is named.
    package init(
        encodedSlash: Bool = false,
        parameters: Bool = false,
        emptySegments: Bool = false,
        doubleEncoding: Bool = false
    ) {
        self.encodedSlash = encodedSlash
        self.parameters = parameters
        self.emptySegments = emptySegments
        self.doubleEncoding = doubleEncoding
    }

    /// Nothing is opted into.
    package static let strict = PathOptions()

    /// Everything that has an opt-in is kept, so that an application can be chosen before its own options are known.
    package static let permissive = PathOptions(
        encodedSlash: true,
        parameters: true,
        emptySegments: true,
        doubleEncoding: true
    )
}
