import GatehousePolicy
import NIOCore

extension LoopState {
    /// Sends the request that the parser holds to the same place over TLS.
    func redirection(in buffer: ByteBuffer) -> Admission {
        let head = requestParser.head
        do throws(PathRefusal) {
            // What the gate would refuse there is refused here.
            try normalizer.normalize(head, in: buffer, isSecure: false)
        } catch {
            return Admission(.refuse(.path(error)))
        }
        guard let url = RedirectLocation.url(of: head, in: buffer, port: configuration.securePort) else {
            return Admission(.refuse(.malformed(.target)))
        }
        return Admission(.refuse(.redirected(url)))
    }
}
