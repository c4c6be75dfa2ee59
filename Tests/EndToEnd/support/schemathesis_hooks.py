"""What Schemathesis must not do: take away the access of the client in whose name it asks."""

import os

import schemathesis

OWN = os.environ["GATEHOUSE_OWN_CLIENT"]


@schemathesis.hook
def before_call(context, case, kwargs):
    """Ids come from earlier answers, and its own is among them: another one stands in for it."""
    for name, value in (case.path_parameters or {}).items():
        if value == OWN:
            case.path_parameters[name] = "somebody-else"
