import Testing

@testable import GatehouseProxy

@Suite("Answers to what asks for another protocol")
struct UpgradeAnswerTests {
    @Test(arguments: UpgradeRefusal.allCases)
    func itIsRefusedAndTheConnectionCloses(refusal: UpgradeRefusal) {
        let (status, error, fields): (String, String, [String]) =
            switch refusal {
            case .unsupported: ("501 Not Implemented", "not_implemented", [])
            // RFC 9110 §15.5.22 and RFC 6455 §4.4.
            case .otherVersion:
                (
                    "426 Upgrade Required", "websocket_handshake",
                    ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
                )
            default: ("400 Bad Request", "websocket_handshake", [])
            }
        let expected = Answer.expected(status, fields: fields, detail: refusal.detail, error: error, closes: true)
        #expect(Answer.text(.upgrade(refusal)) == expected)
        #expect(Refusal.upgrade(refusal).closesConnection)
        #expect(DecisionReason(.upgrade(refusal)) == .malformed)
    }
}
