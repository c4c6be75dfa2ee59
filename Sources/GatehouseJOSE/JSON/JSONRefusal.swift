/// The reason why bytes are not an acceptable JSON text.
package enum JSONRefusal: Error, Sendable, Equatable, CaseIterable {
    case tooLong
    case tooDeep
    case unexpectedByte
    case unexpectedEnd
    case trailingBytes
    case invalidUTF8
    case invalidEscape
    case loneSurrogate
    case duplicateMember
    case numberOutOfRange
    /// A valid JSON text, but not the kind of value that was asked for.
    case notAnObject
}
