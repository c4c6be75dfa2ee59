import NIOCore

@testable import GatehouseProxy

/// An end of a tunnel that remembers what it was asked for.
final class ScriptedEnd: TunnelClient {
    var isWritable = true
    private(set) var sent: [UInt8] = []
    private(set) var flushed = 0
    private(set) var isPaused = false
    private(set) var hasFinished = false
    private(set) var isCut = false
    private(set) var isBrokenOff = false
    private(set) var isToldWhenWritable = false
    private(set) var deadline: Int64 = 0

    func write(_ bytes: ByteBuffer) { sent += Array(bytes.readableBytesView) }
    func flushNow() { flushed = sent.count }
    func setReading(paused: Bool) { isPaused = paused }
    func finishWriting() {
        flushNow()
        hasFinished = true
    }
    func cut() { isCut = true }
    func tellWhenWritable() { isToldWhenWritable = true }
    func breakOff() {
        isBrokenOff = true
        finishWriting()
    }
    func setDeadline(after milliseconds: Int64) { deadline = milliseconds }
}
