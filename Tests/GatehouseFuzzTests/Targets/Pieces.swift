/// An input that arrives as the network likes: its first bytes say where it is cut.
struct Pieces {
    /// The whole message.
    let whole: [UInt8]
    /// The same message in at least one piece.
    let pieces: [[UInt8]]

    /// The first two bytes of an input become places to cut; what is left is the message.
    init(_ input: [UInt8]) {
        let message = Array(input.dropFirst(2))
        let cuts = input.prefix(2).map { message.isEmpty ? 0 : Int($0) * message.count / 256 }.sorted()
        let ends = cuts + [message.count]
        whole = message
        pieces = zip([0] + cuts, ends).map { Array(message[$0..<$1]) }.filter { !$0.isEmpty }
    }
}
