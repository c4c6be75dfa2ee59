/// Counts how much more a client may send, and says when it is told of more.
///
/// What was received and is not yet taken counts against the window, so a slow upstream closes it.
struct InboundWindow {
    /// How far the window opens, in bytes.
    private let target: Int
    /// What the client still may send, as the protocol counts.
    private var open: Int

    /// - Parameters:
    ///   - target: How far it opens when nothing is held.
    ///   - open: How far it is open now.
    init(target: Int, open: Int) {
        self.target = target
        self.open = open
    }

    mutating func set(open: Int) {
        self.open = open
    }

    mutating func change(by delta: Int) {
        open += delta
    }

    /// By how much to open it now, or nil if that is not worth a frame; `held` bytes are not taken yet.
    func increment(holding held: Int) -> Int? {
        let missing = target - open - held
        return missing >= target / 2 ? missing : nil
    }
}
