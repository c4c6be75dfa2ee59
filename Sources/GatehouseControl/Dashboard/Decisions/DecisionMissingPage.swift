/// Says why there may be no decision of an id that somebody looks for.
struct DecisionMissingPage: BoardPage {
    static let template = "boardDecisionMissing"

    let frame: DashboardFrame
    let requestID: String
    /// That some were counted but not kept one by one of late; nil if all were kept.
    let sampled: String?

    init(frame: DashboardFrame, requestID: String, sampledOut: Int64) {
        self.frame = frame
        self.requestID = DecisionText.cut(requestID, to: 256)
        sampled = sampledOut > 0 ? "\(PageNumber.grouped(sampledOut)) in the last hour" : nil
    }
}
