import json
from collections.abc import Callable
from typing import Any

from polder_previews.pricing.costs import TotalCost
from polder_previews.pricing.document import stack_document, total_document
from polder_previews.pricing.estimate import price
from polder_previews.pricing.prices import Prices

Body = dict[str, Any]
Make = Callable[..., Body]


def test_a_stack_is_written_with_cents(change: Make, plan: Make) -> None:
    """Amounts are text with cents, days are ISO 8601, and what has no price is there with its reason."""
    entries = [change("aws_kms_key.key", {"enable_key_rotation": True}), change("aws_acme_thing.it", {})]
    written = stack_document(price(plan(entries), Prices.carried()))

    assert json.loads(json.dumps(written)) == {
        "currency": "USD",
        "as_of": "2026-09-21",
        "before": {"at_least": "0.00", "at_most": "0.00"},
        "after": {"at_least": "1.00", "at_most": "3.00"},
        "difference": {"at_least": "1.00", "at_most": "3.00"},
        "lines": [
            {
                "address": "aws_kms_key.key",
                "type": "aws_kms_key",
                "part": "key",
                "what": "key, with up to two rotations",
                "service": "keys",
                "region": "us-east-1",
                "before": None,
                "after": {"at_least": "1.00", "at_most": "3.00"},
                "difference": {"at_least": "1.00", "at_most": "3.00"},
                "priced_on": "2026-09-21",
                "source": "aws-price-list-2026-09",
                "verified": True,
                "notes": [],
            }
        ],
        "unpriced": [
            {
                "kind": "unknown-type",
                "type": "aws_acme_thing",
                "what": "aws_acme_thing",
                "reason": "nobody has said what this type costs",
                "addresses": ["aws_acme_thing.it"],
                "before": False,
                "after": True,
            },
            {
                "kind": "usage",
                "type": "aws_kms_key",
                "what": "requests",
                "reason": "it is paid by use, which no plan knows",
                "addresses": ["aws_kms_key.key"],
                "before": False,
                "after": True,
            },
        ],
    }


def test_a_total_is_written_with_its_stacks(change: Make, plan: Make) -> None:
    """A stack without a price has null and is named, and the total is that of the others."""
    stores = price(plan([change("aws_s3_bucket.store", {})]), Prices.carried())
    infra = price(plan([change("aws_eip.address", {})]), Prices.carried())
    written = json.loads(json.dumps(total_document(TotalCost({"infra": infra, "stores": stores}))))

    assert written["after"] == {"at_least": "3.65", "at_most": "3.65"}
    assert written["without_price"] == ["stores"]
    assert written["stacks"]["stores"]["after"] is None
    assert list(written["stacks"]) == ["infra", "stores"]


def test_hostile_text_stays_text(change: Make, plan: Make) -> None:
    """What a user wrote into a plan is a string of JSON, whatever it holds."""
    name = 'x"]}</script>\n| [a](javascript:b) `$(c)`'
    pool = {
        "region": "us-east-1",
        "scaling_config": [{"min_size": 1, "max_size": 1}],
        "instance_types": [name],
    }
    cost = price(plan([change("aws_eks_node_group.pool", pool)]), Prices.carried())
    written = json.loads(json.dumps(stack_document(cost)))

    assert any(name in each["what"] for each in written["unpriced"])
