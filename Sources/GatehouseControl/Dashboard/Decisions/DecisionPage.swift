import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Why one request was permitted or refused: the answer as the title, the evidence below it.
struct DecisionPage: BoardPage {
    static let template = "boardDecision"

    let frame: DashboardFrame
    let requestID: String
    /// The answer in one sentence.
    let title: String
    let reason: String
    let isPermit: Bool
    let method: String
    let path: String
    let peer: String
    let client: DecisionParty?
    let person: DecisionParty?
    let time: PageTime
    /// "61 µs".
    let duration: String
    let steps: [PassageStep]
    let answer: DecisionAnswer
    let remedy: DecisionRemedy?
    let token: DecisionToken?

    init(frame: DashboardFrame, _ decision: RecordedDecision, surroundings: DecisionSurroundings, now: Int64) {
        let words = DecisionWords(decision)
        self.frame = frame
        requestID = decision.requestID
        title = DecisionText.cut(words.title, to: 400)
        reason = DecisionText.cut(words.reasonSentence, to: 2_000)
        isPermit = decision.isPermit
        method = DecisionText.cut(decision.method, to: 64)
        path = decision.path
        peer = decision.peer
        client = decision.client.map { .client($0, names: surroundings.names) }
        person = decision.isForItself ? nil : decision.subject.map { .person($0, names: surroundings.names) }
        time = PageTime(decision.time / 1_000, now: now)
        duration = DecisionText.duration(decision.duration)
        steps = DecisionPassage(decision).steps
        answer = DecisionAnswer(decision, application: surroundings.unchangedApplication)
        remedy = DecisionRemedy(decision, remedy: words.remedy, surroundings, mayChange: frame.mayChange)
        token = decision.token.map { DecisionToken($0, decision, names: surroundings.names, now: now) }
    }
}

/// What is known today of what a decision names.
struct DecisionSurroundings: Sendable {
    let names: DirectoryNames
    let policy: CompiledPolicy
    /// When the policy came into force, in Unix seconds.
    let policySince: Int64
    /// The application that was chosen, as it is now.
    let application: CompiledApplication?
    /// The client as it is now; nil if it is gone.
    let client: ClientAccess?
    /// The person as they are now; nil if it was none of ours.
    let person: UserSummary?
    let catalog: ScopeCatalog
    /// The application, if the policy in force is the one that decided.
    let unchangedApplication: CompiledApplication?

    init(
        _ decision: RecordedDecision,
        names: DirectoryNames = DirectoryNames(),
        policy: CompiledPolicy,
        policySince: Int64,
        client: ClientAccess? = nil,
        person: UserSummary? = nil,
        catalog: ScopeCatalog = .empty
    ) {
        self.names = names
        self.policy = policy
        self.policySince = policySince
        self.client = client
        self.person = person
        self.catalog = catalog
        let key = decision.application
        application = policy.applications.first { application in
            key.map { application.key.hasSameBytes(as: $0) } ?? false
        }
        // A second is what both clocks are read to; what is within it may be either policy's.
        unchangedApplication = policySince < decision.time / 1_000 ? application : nil
    }
}
