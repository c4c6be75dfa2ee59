import GatehouseOAuth

extension BoardConfirmPage {
    /// Before a step with a person.
    init(frame: DashboardFrame, step: PersonStep, _ facts: PersonStepFacts, client: String) {
        let page = PersonPath.page(facts.person.id)
        self.init(
            frame: frame,
            crumbs: [BoardLink("People", PersonPath.list), BoardLink(facts.name, page)],
            title: step.title(facts),
            text: step.text(facts),
            warning: step.warning(facts),
            losses: step.losses(facts),
            action: step.action(facts),
            path: PersonPath.page(facts.person.id, step.rawValue),
            fields: step == .withdraw ? [HiddenField(name: "client", value: client)] : [],
            back: page,
            isHarm: step != .enable
        )
    }

    /// Before an administrator gives up what opens this dashboard.
    init(frame: DashboardFrame, givingUp values: PersonFormValues, person: UserSummary, version: String, isLast: Bool) {
        let page = PersonPath.page(person.id)
        let warning =
            isLast
            ? "You are the last administrator, so this will be refused. Give gatehouse_admin to somebody else before; "
                + "only the command line on the server can take it now."
            : "Only another administrator can give it back to you."
        self.init(
            frame: frame,
            crumbs: [BoardLink("People", PersonPath.list), BoardLink(PageWords.name(person.username), page)],
            title: "Give up your own access?",
            text: "You are about to take gatehouse_admin from yourself.",
            warning: warning,
            losses: [
                values.role == .looks
                    ? "You still see this dashboard, and change nothing." : "This dashboard is shut for you.",
                "Your tokens of now are refused within a second: apps of yours have to get new ones.",
            ],
            action: "Give it up",
            path: PersonPath.page(person.id, "edit"),
            fields: values.hidden + [HiddenField(name: "version", value: version)],
            back: page
        )
    }
}

extension PersonFormValues {
    /// Everything that was typed, to be sent once more.
    fileprivate var hidden: [HiddenField] {
        var fields = [
            HiddenField(name: "email", value: email), HiddenField(name: "name", value: name),
            HiddenField(name: "role", value: role.rawValue),
        ]
        for attribute in attributes {
            fields.append(HiddenField(name: "attribute_name", value: attribute.name))
            fields.append(HiddenField(name: "attribute_value", value: attribute.value))
        }
        return fields + scopes.map { HiddenField(name: "scope", value: $0) }
    }
}
