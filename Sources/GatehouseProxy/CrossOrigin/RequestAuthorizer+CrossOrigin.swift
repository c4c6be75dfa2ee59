import GatehousePolicy
import NIOCore

/// What pages of other origins may do: asked by browsers beforehand, and told with every answer.
extension RequestAuthorizer {
    /// The gate's own answer to a preflight, before any token is asked for; nil for every other request.
    func preflight(_ application: Int, in buffer: ByteBuffer) throws(Refusal) -> PreflightAnswer? {
        guard snapshot.crossOrigins != nil else { return nil }
        let head = loop.requestParser.head
        guard head.method == .options, head.kinds.contains(.origin), head.kinds.contains(.requestedMethod) else {
            return nil
        }
        let compiled = snapshot.proxy.policy.applications[application]
        guard compiled.hasCrossOrigin else { return nil }
        do throws(PathRefusal) {
            try loop.normalizer.apply(compiled.pathOptions, to: head, in: buffer)
        } catch {
            throw .path(error)
        }
        let fields = loop.requestParser.fields
        let question = PreflightQuestion(
            origin: SoleField(.origin, of: head, in: fields).value.map { buffer.bytes(of: $0) },
            method: SoleField(.requestedMethod, of: head, in: fields).value.map { buffer.bytes(of: $0) },
            headers: requestedHeaders(fields, in: buffer)
        )
        let path = loop.normalizer.path
        return compiled.preflight(question, path: path.span)
    }

    /// The lines that the policy adds to the answer, whoever gives it; empty where no `cors` concerns the request.
    func crossOriginLines(for admission: Admission, in buffer: ByteBuffer) -> [UInt8] {
        guard let table = snapshot.crossOrigins, let application = admission.application,
            let lines = table.lines(application, admission.route)
        else { return [] }
        let head = loop.requestParser.head
        let origin = SoleField(.origin, of: head, in: loop.requestParser.fields).value
        let bytes = buffer.readableBytesUInt8Span
        return lines.lines(method: bytes.extracting(head.methodRange.range), origin: origin, in: buffer)
    }

    private func requestedHeaders(_ fields: [FieldSlice], in buffer: ByteBuffer) -> [UInt8] {
        var names: [UInt8] = []
        for field in fields where field.kind == .requestedHeaders {
            if !names.isEmpty { names.append(UInt8(ascii: ",")) }
            names += buffer.bytes(of: field.value)
        }
        return names
    }
}
