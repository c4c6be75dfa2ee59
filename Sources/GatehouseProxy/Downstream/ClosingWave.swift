/// Says when so many connections were closed that it is worth handing their memory back: it is asked every few seconds.
struct ClosingWave {
    /// So many since the last time are worth it at once, and a wave that goes on is not waited for.
    private static let many = 1_000
    /// So many are worth it once no more come: slow readers leave much behind, few as they may be.
    private static let some = 32

    private var closed = 0
    private var closedAtLastLook = 0

    mutating func connectionClosed() {
        closed += 1
    }

    /// Whether memory is to be handed back now; the closings before it then count no more.
    mutating func takeIfOver() -> Bool {
        let isQuiet = closed == closedAtLastLook
        guard closed >= Self.many || (isQuiet && closed >= Self.some) else {
            closedAtLastLook = closed
            return false
        }
        closed = 0
        closedAtLastLook = 0
        return true
    }
}
