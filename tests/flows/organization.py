"""The organization that examples marked `flow-in-organization` are checked against."""

from architrave.expressions.types import INTEGER, STRING
from architrave.flows.known import DataActionContract, KnownModule, KnownOrganization

FOR_BOTH = frozenset({"workflow", "inboundcall", "inboundemail"})

KNOWN = KnownOrganization(
    data_actions={
        ("Orders", "Get Order"): DataActionContract(
            inputs={"orderId": STRING},
            required=frozenset({"orderId"}),
            outputs={"status": STRING, "items.count": INTEGER},
        )
    },
    data_tables={"Customers": {"key": STRING, "name": STRING, "orders": INTEGER}},
    common_modules={
        "Notify": KnownModule({"common.text": STRING}, {"common.sent": STRING}, serves=FOR_BOTH),
        "For calls": KnownModule(serves=frozenset({"inboundcall"})),
    },
    entities={"queue": frozenset({"Support", "Sales"}), "scheduleGroup": frozenset({"Opening hours"})},
)
