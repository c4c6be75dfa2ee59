"""Header fields as they came, in their order."""


class Fields:
    """Gives what has `headers` its fields by name, in any case."""

    headers: list[tuple[str, str]]

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name):
        values = self.all(name)
        assert len(values) == 1, f"{name}: {values}"
        return values[0]
