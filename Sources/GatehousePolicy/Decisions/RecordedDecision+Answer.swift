extension RecordedDecision {
    /// Whether the gate wrote the answer: it refused the request, or nothing came of it that could be passed on.
    package var isAnsweredByGate: Bool {
        guard status != 0 else { return false }
        guard isPermit else { return true }
        guard let upstreamFailure else { return reason.hasSameBytes(as: "preflight") }
        // A failure after the head came too late.
        let isGatewayError = (500...504).contains(status) && !upstreamFailure.hasSameBytes(as: "upstream_truncated")
        return upstreamDuration == nil || isGatewayError
    }

    /// Whether that was the answer to a call of gRPC, whose status of HTTP is 200 whatever it says.
    package var isRefusedCall: Bool {
        isAnsweredByGate && status == 200 && !reason.utf8.starts(with: "preflight".utf8)
    }
}
