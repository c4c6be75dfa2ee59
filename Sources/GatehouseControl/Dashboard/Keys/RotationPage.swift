import GatehouseOAuth

/// Asks how the keys are to be rotated, and says what each way does.
struct RotationPage: BoardPage {
    static let template = "boardRotation"

    /// One way to choose.
    struct Way: Sendable, Equatable {
        /// The value of the field `haste`.
        let value: String
        let isChosen: Bool
        let title: String
        let text: String
    }

    let frame: DashboardFrame
    let ways: [Way]
    /// Why it was not done; nil if it was not tried.
    let problem: PageNotice?

    init(frame: DashboardFrame, chosen: RotationHaste, refusal: AdminRefusal?) {
        self.frame = frame
        ways = RotationHaste.allCases.map { haste in
            Way(
                value: haste.rawValue,
                isChosen: haste == chosen,
                title: RotationWords.title(haste),
                text: RotationWords.text(haste)
            )
        }
        problem = refusal.map { .fail($0.message, $0.suggestion) }
    }
}

/// Says what a rotation does.
enum RotationWords {
    static func title(_ haste: RotationHaste) -> String {
        switch haste {
        case .none: "As planned"
        case .urgent: "At once"
        case .compromised: "A key is in wrong hands"
        }
    }

    static func text(_ haste: RotationHaste) -> String {
        switch haste {
        case .none:
            "The next key signs from now on, if it was published for five minutes; a new one is published. Tokens that "
                + "the old key signed stay good until they expire. Nobody notices."
        case .urgent:
            "The same, also if the next key is younger. Programs that verify tokens themselves and keep our keys refuse "
                + "new tokens until they fetch them again, for up to five minutes."
        case .compromised:
            "All keys there are stop counting and new ones are made. Every token out there is refused at once: services "
                + "fetch new ones by themselves, people's apps refresh or have them sign in again."
        }
    }

    static func done(_ haste: RotationHaste) -> DashboardNotice {
        switch haste {
        case .none, .urgent:
            DashboardNotice("The next key signs from now on.", "Tokens of the old one stay good until they expire.")
        case .compromised:
            DashboardNotice("New keys are in force.", "Every token that the old ones signed is refused.")
        }
    }
}
