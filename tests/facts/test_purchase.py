from fnmatch import fnmatchcase

import pytest

from polder_environments.facts import _table, machines
from polder_environments.facts.purchase import OPTIONS, options, purchase

CLOUDS = ("aws", "azure", "gcp")
ALL = [(one.cloud, one.name) for cloud in CLOUDS for one in machines.machines(cloud)]


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_machine_and_option_has_an_answer_with_a_reason(cloud: str) -> None:
    """Each machine type can be bought in each way or is refused with a sentence, and some way is open."""
    for machine in machines.machines(cloud):
        for option in OPTIONS:
            found = purchase(cloud, machine.name, option)

            assert found.possible == (found.reason == ""), (machine.name, option)
        assert options(cloud, machine.name), machine.name


def test_every_row_decides_something() -> None:
    """A row whose machines are all decided by rows before it, or that fits no machine, is a mistake."""
    idle: list[tuple[str, str, str]] = []
    rows = _table.table("purchase")
    for index, row in enumerate(rows):
        before = [
            one["machines"]
            for one in rows[:index]
            if (one["cloud"], one["option"]) == (row["cloud"], row["option"])
        ]
        fits = [
            name
            for cloud, name in ALL
            if cloud == row["cloud"]
            and fnmatchcase(name, row["machines"])
            and not any(fnmatchcase(name, pattern) for pattern in before)
        ]
        if not fits:
            idle.append((row["cloud"], row["machines"], row["option"]))

    assert idle == []


def test_what_has_a_spot_price_can_be_bought_as_spot() -> None:
    """A price and a refusal cannot both be right."""
    wrong = [
        (cloud, name)
        for cloud, name in ALL
        if any(offer.spot is not None for offer in machines.offers(cloud, name).values())
        and not purchase(cloud, name, "spot").possible
    ]

    assert wrong == []


def test_what_is_not_sold_on_demand_has_no_such_price_or_only_a_list_price() -> None:
    """On-demand prices of machines that are not sold so are list prices, and there are no others than these."""
    priced = {
        name
        for cloud, name in ALL
        if any(offer.on_demand is not None for offer in machines.offers(cloud, name).values())
        and not purchase(cloud, name, "on-demand").possible
    }

    assert priced == {"a3-highgpu-1g", "a3-highgpu-2g", "a3-highgpu-4g", "a3-ultragpu-8g", "a4-highgpu-8g"}


@pytest.mark.parametrize(
    ("cloud", "machine", "expected"),
    [
        ("aws", "p5e.48xlarge", ("spot", "capacity-block")),
        ("aws", "trn2.48xlarge", ("spot", "capacity-block")),
        ("aws", "p6e-gb200.36xlarge", ("capacity-block",)),
        ("aws", "p5.48xlarge", ("on-demand", "spot", "reserved", "capacity-block")),
        ("aws", "g5.xlarge", ("on-demand", "spot", "reserved")),
        ("azure", "Standard_ND96isr_H100_v5", ("on-demand", "spot", "reserved")),
        ("gcp", "a3-highgpu-1g", ("spot", "flex-start")),
        ("gcp", "a3-highgpu-8g", ("on-demand", "spot", "reserved", "flex-start")),
        ("gcp", "a3-ultragpu-8g", ("spot", "reserved", "flex-start")),
        ("gcp", "a4-highgpu-8g", ("spot", "reserved", "flex-start")),
        ("gcp", "a4x-highgpu-4g", ("reserved",)),
        ("gcp", "ct5lp-hightpu-4t", ("on-demand", "spot", "reserved", "flex-start")),
        ("gcp", "n1-standard-8+nvidia-tesla-t4x1", ("on-demand", "spot", "reserved", "flex-start")),
        ("gcp", "n2-standard-4", ("on-demand", "spot", "reserved")),
    ],
)
def test_ways_to_buy(cloud: str, machine: str, expected: tuple[str, ...]) -> None:
    """The machine types that people stumble over are bought as their cloud sells them."""
    assert options(cloud, machine) == expected


def test_no_answer_for_what_is_not_known() -> None:
    """An unknown cloud is an error and not a yes."""
    with pytest.raises(KeyError):
        purchase("other", "m6i.xlarge", "on-demand")
