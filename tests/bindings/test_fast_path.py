import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Start = Callable[..., "subprocess.Popen[str]"]
Run = Callable[..., tuple[str, str]]

SMALL = """
import polder_constructs.bindings
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_helm.provider import HelmProvider
from cdktf_cdktf_provider_helm.release import Release

stack = TerraformStack(App(outdir="out"), "stack")
HelmProvider(stack, "helm")
release = Release(stack, "release", name="one", chart="chart")
"""
"""A program on the smallest provider, which takes milliseconds to trim."""

WRITTEN = "stack.node.scope.synth(); print(open('out/stacks/stack/cdk.tf.json').read())\n"


def trimmed(cache: Path) -> list[Path]:
    """Return the trimmed tarballs in a cache."""
    return sorted(cache.glob("bindings/trimmed/**/*.tgz"))


def test_only_the_submodules_in_use_are_imported(run: Run) -> None:
    """An ordinary import of one submodule brings in that one, and no other of the package's."""
    out, _ = run(
        SMALL
        + """
import sys
print(sorted(name for name in sys.modules if name.startswith("cdktf_cdktf_provider_helm.") and "._" not in name))
"""
    )

    assert out == "['cdktf_cdktf_provider_helm.provider', 'cdktf_cdktf_provider_helm.release']\n"


def test_the_package_itself_behaves_as_usual(run: Run) -> None:
    """A submodule is an attribute of its package without an import of its own; a name that it has not is an error."""
    out, _ = run("""
        import polder_constructs.bindings
        import cdktf_cdktf_provider_helm as helm
        from cdktf_cdktf_provider_helm import provider
        print(helm.release.Release.__name__, provider.HelmProvider.__name__, helm.__all__, hasattr(helm, "nothing"))
    """)

    assert out == "Release HelmProvider ['data_helm_template', 'provider', 'release'] False\n"


def test_a_package_that_is_no_provider_is_left_alone(run: Run) -> None:
    """Only generated modules go through the finder."""
    out, _ = run("""
        import polder_constructs.bindings, sys, json.tool
        print([finder.find_spec("json.tool", json.__path__) for finder in sys.meta_path[:1]])
    """)

    assert out == "[None]\n"


def test_a_program_works_and_is_quiet(run: Run) -> None:
    """A construct is made and synthesized from a trimmed assembly, with not a word on stderr."""
    out, err = run(SMALL + WRITTEN)

    assert '"chart": "chart"' in out
    assert err == ""


def test_the_switch_gives_the_real_packages(run: Run, cache: Path) -> None:
    """POLDER_FULL_BINDINGS=1 leaves no finder, no trimmed assembly and no cache behind."""
    out, _ = run(
        SMALL
        + """
import sys
print(type(sys.meta_path[0]).__name__, "cdktf_cdktf_provider_helm.data_helm_template" in sys.modules)
""",
        POLDER_FULL_BINDINGS="1",
    )

    assert out.endswith(" True\n")
    assert "ProviderFinder" not in out
    assert not cache.exists()


def test_each_set_of_submodules_has_its_own_tarball(run: Run, cache: Path) -> None:
    """Another submodule gives another key; the same ones in another order are the same."""
    run(SMALL)
    (first,) = trimmed(cache)
    run(SMALL.replace("from cdktf import", "import cdktf_cdktf_provider_helm.release\nfrom cdktf import"))
    assert trimmed(cache) == [first]

    run(
        SMALL.replace(
            "from cdktf import", "import cdktf_cdktf_provider_helm.data_helm_template\nfrom cdktf import"
        )
    )
    assert len(trimmed(cache)) == 2


@pytest.mark.parametrize("damage", ["truncate", "garbage", "empty"])
@pytest.mark.parametrize("what", ["trimmed/**/*.tgz", "pieces/*.zip", "runtime/**/program.js", "**/*.sha256"])
def test_a_damaged_cache_is_built_again(run: Run, cache: Path, what: str, damage: str) -> None:
    """Whatever is broken in the cache, the next run gives the same output without a word."""
    expected, _ = run(SMALL + WRITTEN)
    damaged = list((cache / "bindings").glob(what))
    assert damaged
    for file in damaged:
        content = file.read_bytes()
        file.write_bytes(
            {"truncate": content[: len(content) // 2], "garbage": b"?" * len(content), "empty": b""}[damage]
        )
    if "pieces" in what:
        for file in trimmed(cache):
            file.unlink()

    assert run(SMALL + WRITTEN) == (expected, "")


def test_runs_at_once_share_a_cache(start: Start, cache: Path) -> None:
    """Processes that build the same entry at the same time all succeed, and leave it whole."""
    running = [start(SMALL) for _ in range(4)]
    results = [(*process.communicate(timeout=300), process.returncode) for process in running]

    assert [status for *_, status in results] == [0] * 4, results
    assert {err for _, err, _ in results} == {""}
    assert not list((cache / "bindings" / "trimmed").rglob(".*")), "a temporary file was left"
    assert len(trimmed(cache)) == 1


def test_an_unwritable_cache_costs_one_line(run: Run, cache: Path) -> None:
    """The program works from a temporary directory that is gone afterwards."""
    cache.write_text("a file where the directory should be")
    out, err = run(SMALL + WRITTEN)

    assert '"chart": "chart"' in out
    assert err.startswith("polder: cannot write the cache")
    assert err.count("\n") == 1
    assert not Path(err.split(" anew in ")[1].split(",")[0]).exists()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("import jsii; jsii.__version__ = '2.0.0'", "", "jsii is 2.0.0"),
        ("import cdktf_cdktf_provider_helm", "", "was imported before"),
        (
            "",
            "from polder_constructs.bindings import assembly; assembly.SCHEMA = 'other'",
            "not laid out as expected",
        ),
    ],
    ids=["another jsii", "imported early", "another layout"],
)
def test_what_is_not_as_known_is_used_whole(run: Run, before: str, after: str, reason: str) -> None:
    """The full package gives the same output, and one line says why it is slow."""
    start = "import polder_constructs.bindings\n"
    out, err = run(SMALL.replace(start, f"{before}\n{start}{after}\n") + WRITTEN)
    expected, _ = run(SMALL + WRITTEN)

    assert out == expected
    assert reason in err
    assert err.count("polder: ") == 1


LATE = SMALL + "from cdktf_cdktf_provider_helm.data_helm_template import DataHelmTemplate\n"
USED = 'DataHelmTemplate(stack, "template", name="one", chart="chart")\n' + WRITTEN


def test_a_late_submodule_is_an_error_that_says_what_to_do(start: Start) -> None:
    """Jsii has the package without it; nothing wrong is made, and the message names the module and the ways out."""
    process = start(LATE + USED)
    _, err = process.communicate(timeout=300)

    assert process.returncode == 1
    assert "LateBinding: cdktf_cdktf_provider_helm.data_helm_template was imported after" in err
    assert "POLDER_ALSO_BIND=cdktf_cdktf_provider_helm.data_helm_template" in err


def test_an_import_after_other_constructs_is_not_late(run: Run) -> None:
    """A provider is loaded by the first construct of its own: an app and stacks may be there before."""
    out, _ = run(
        """
import polder_constructs.bindings
from cdktf import App, TerraformStack
import cdktf_cdktf_provider_helm.provider
stack = TerraformStack(App(outdir="out"), "stack")
from cdktf_cdktf_provider_helm.release import Release
cdktf_cdktf_provider_helm.provider.HelmProvider(stack, "helm")
Release(stack, "release", name="one", chart="chart")
"""
        + WRITTEN
    )

    assert '"chart": "chart"' in out


def test_a_forked_child_has_a_kernel_of_its_own(run: Run) -> None:
    """Work can be shared out over processes after the imports; neither disturbs the other."""
    out, err = run(
        SMALL.replace('"out"', '"parent"')
        + """
import os
child = os.fork()
if not child:
    stack = TerraformStack(App(outdir="child"), "stack")
    HelmProvider(stack, "helm")
    Release(stack, "release", name="two", chart="chart")
    stack.node.scope.synth()
    raise SystemExit
stack.node.scope.synth()
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
Release(stack, "another", name="three", chart="chart")
for name in ("parent", "child"):
    print(sorted(r["name"] for r in __import__("json").load(open(name + "/stacks/stack/cdk.tf.json"))["resource"]["helm_release"].values()))
"""
    )

    assert out == "['one']\n['two']\n"
    assert err == ""


def test_a_late_submodule_named_in_advance_works(run: Run) -> None:
    """POLDER_ALSO_BIND lists what to bind although nothing imports it at the start."""
    out, _ = run(LATE + USED, POLDER_ALSO_BIND="cdktf_cdktf_provider_helm.data_helm_template")

    assert '"template"' in out


def test_a_program_can_be_run_again_with_what_was_late(run: Run) -> None:
    """`run_again` starts the same command once more, and that run succeeds."""
    program = LATE.replace(
        "from cdktf_cdktf_provider_helm.data",
        "try: import cdktf_cdktf_provider_helm.data_helm_template\n"
        "except polder_constructs.bindings.LateBinding as late: polder_constructs.bindings.run_again(late)\n"
        "from cdktf_cdktf_provider_helm.data",
    )
    out, err = run(program + USED)

    assert '"template"' in out
    assert (
        err
        == "polder: cdktf_cdktf_provider_helm.data_helm_template was imported late; starting again with it\n"
    )


def test_running_again_does_not_go_round_in_circles(start: Start) -> None:
    """A submodule that was named in advance and is late all the same ends the program."""
    process = start(
        """
        from polder_constructs.bindings import LateBinding, run_again
        run_again(LateBinding("cdktf_cdktf_provider_helm.release"))
        """,
        POLDER_ALSO_BIND="cdktf_cdktf_provider_helm.release",
    )
    _, err = process.communicate(timeout=300)

    assert process.returncode == 1
    assert "LateBinding" in err


def test_wrong_arguments_still_raise(run: Run) -> None:
    """Python's type errors, the kernel's and the constructs' own are raised as by the full bindings."""
    program = (
        SMALL
        + """
def attempt(make):
    try: make()
    except Exception as error: print(type(error).__name__, str(error).splitlines()[0])

from cdktf_cdktf_provider_helm.release import ReleaseSet
attempt(lambda: Release(stack, "a", name=3, chart="chart"))
attempt(lambda: Release(stack, "b", name="b", chart="chart", values=["a", 1]))
attempt(lambda: Release(stack, "c", name="c", chart="chart", set=[ReleaseSet(name="a", value=[])]))
attempt(lambda: Release(stack, "release", name="c", chart="chart"))
attempt(lambda: Release(stack, "d", chart="chart"))
attempt(lambda: Release(stack, "e", name=None, chart="chart"))
attempt(lambda: release.add_override(3, "x"))
attempt(lambda: Release("stack", "f", name="f", chart="chart"))
attempt(lambda: Release(stack, "g", name="g", chart="chart", wait=abs))
attempt(lambda: setattr(release, "chart", 3))
"""
    )
    fast, _ = run(program)
    full, _ = run(program, POLDER_FULL_BINDINGS="1")

    assert fast == full
    assert [line.split()[0] for line in fast.splitlines()] == [
        "TypeError", "TypeError", "TypeError", "RuntimeError", "TypeError", "TypeError", "TypeError", "TypeError",
        "JSIIError", "TypeError",
    ]  # fmt: skip


def test_a_remembered_reference_is_forgotten_when_it_may_change(run: Run) -> None:
    """What a resource answered once is asked again after it was set, and is the same reference when it was not."""
    program = (
        SMALL
        + """
from cdktf import TerraformOutput
first, second = (Release(stack, name, name=name, chart="chart") for name in ("first", "second"))
release.chart = first.chart
TerraformOutput(stack, "before", value=release.chart_input)
print(release.chart_input == release.chart_input)
release.chart = second.chart
TerraformOutput(stack, "after", value=release.chart_input)
release.reset_repository()
TerraformOutput(stack, "again", value=release.chart_input)
"""
        + WRITTEN
    )
    fast, _ = run(program)
    full, _ = run(program, POLDER_FULL_BINDINGS="1")

    assert fast == full
    assert fast.startswith("True\n")
    outputs = json.loads(fast.removeprefix("True\n"))["output"]
    assert {name: output["value"] for name, output in outputs.items()} == {
        "before": "${helm_release.first.chart}",
        "after": "${helm_release.second.chart}",
        "again": "${helm_release.second.chart}",
    }


EVERYTHING = """
import polder_constructs.bindings
import jsii
from cdktf import (
    App, Aspects, Fn, IAspect, LocalBackend, TerraformIterator, TerraformLocal, TerraformOutput, TerraformResourceLifecycle,
    TerraformStack, TerraformVariable, Token,
)
from constructs import Construct
from cdktf_cdktf_provider_google.compute_network import ComputeNetwork
from cdktf_cdktf_provider_google.compute_subnetwork import ComputeSubnetwork, ComputeSubnetworkSecondaryIpRange
from cdktf_cdktf_provider_google.container_cluster import (
    ContainerCluster, ContainerClusterIpAllocationPolicy, ContainerClusterNodeConfig, ContainerClusterPrivateClusterConfig,
)
from cdktf_cdktf_provider_google.provider import GoogleProvider
from cdktf_cdktf_provider_google.storage_bucket import (
    StorageBucket, StorageBucketLifecycleRule, StorageBucketLifecycleRuleAction, StorageBucketLifecycleRuleCondition,
)
from cdktf_cdktf_provider_helm.provider import HelmProvider, HelmProviderKubernetes
from cdktf_cdktf_provider_helm.release import Release, ReleaseSet
from cdktf_cdktf_provider_kubernetes.deployment_v1 import (
    DeploymentV1, DeploymentV1Metadata, DeploymentV1Spec, DeploymentV1SpecSelector, DeploymentV1SpecTemplate,
    DeploymentV1SpecTemplateMetadata, DeploymentV1SpecTemplateSpec, DeploymentV1SpecTemplateSpecContainer,
)
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider


@jsii.implements(IAspect)
class Labels:
    def visit(self, node):
        if isinstance(node, StorageBucket):
            node.labels = {"seen": "yes", "path": node.node.path.replace("/", "-")}


class Infrastructure(TerraformStack):
    def __init__(self, scope, name):
        super().__init__(scope, name)
        LocalBackend(self, path=name + ".tfstate")
        GoogleProvider(self, "google", project="project", default_labels={"a": "b"})
        network = ComputeNetwork(self, "network", name="network", auto_create_subnetworks=False)
        subnets = [
            ComputeSubnetwork(
                self, f"subnet-{number}", name=f"subnet-{number}", network=network.id, region="europe-west4",
                ip_cidr_range=Fn.cidrsubnet("10.0.0.0/16", 4, number),
                secondary_ip_range=[ComputeSubnetworkSecondaryIpRange(range_name="pods", ip_cidr_range="10.1.0.0/20")],
            )
            for number in range(3)
        ]
        self.cluster = ContainerCluster(
            self, "cluster", name="cluster", location="europe-west4", network=network.self_link,
            subnetwork=subnets[0].self_link, initial_node_count=1, deletion_protection=True,
            ip_allocation_policy=ContainerClusterIpAllocationPolicy(cluster_secondary_range_name="pods"),
            private_cluster_config={"enable_private_nodes": True, "master_ipv4_cidr_block": "172.16.0.0/28"},
            node_config=ContainerClusterNodeConfig(machine_type="e2", labels={"x": network.name}, oauth_scopes=["a", "b"]),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True, ignore_changes=["node_config"]),
            depends_on=[network],
        )
        self.cluster.put_timeouts(create="30m")
        self.cluster.add_override("node_config.0.metadata.quoted", 'a "b" ${c} \u00e9')
        bucket = StorageBucket(
            self, "bucket", name=Fn.join("-", ["bucket", network.name]), location="EUROPE-WEST4", force_destroy=False,
            lifecycle_rule=[StorageBucketLifecycleRule(
                action=StorageBucketLifecycleRuleAction(type="Delete"), condition=StorageBucketLifecycleRuleCondition(age=3),
            )],
        )
        bucket.location = "EU"
        bucket.reset_force_destroy()
        variable = TerraformVariable(self, "variable", type="list(string)", default=["x"])
        iterator = TerraformIterator.from_list(variable.list_value)
        StorageBucket(self, "each", for_each=iterator, name=Token.as_string(iterator.value), location="EU")
        local = TerraformLocal(self, "local", {"a": [1, 2.5, True, None, network.id], "b": {"c": Fn.length_of([1])}})
        TerraformOutput(self, "local-out", value=local.expression, sensitive=True)
        TerraformOutput(self, "names", value=[subnet.name for subnet in subnets])
        TerraformOutput(self, "ca", value=self.cluster.master_auth.cluster_ca_certificate)
        TerraformOutput(self, "count", value=Token.as_number(self.cluster.initial_node_count))


class Workloads(TerraformStack):
    def __init__(self, scope, name, cluster):
        super().__init__(scope, name)
        KubernetesProvider(self, "kubernetes", host=cluster.endpoint)
        HelmProvider(self, "helm", kubernetes=HelmProviderKubernetes(host=cluster.endpoint))
        group = Construct(self, "group")
        namespace = NamespaceV1(group, "namespace", metadata={"name": "space", "labels": {"cluster": cluster.name}})
        DeploymentV1(
            group, "deployment",
            metadata=DeploymentV1Metadata(name="web", namespace=namespace.metadata.name),
            spec=DeploymentV1Spec(
                replicas="2", selector=DeploymentV1SpecSelector(match_labels={"app": "web"}),
                template=DeploymentV1SpecTemplate(
                    metadata=DeploymentV1SpecTemplateMetadata(labels={"app": "web"}),
                    spec=DeploymentV1SpecTemplateSpec(
                        container=[DeploymentV1SpecTemplateSpecContainer(name="web", image="web:1", args=["--a", "b"])]
                    ),
                ),
            ),
        )
        Release(group, "release", name="one", chart="chart", set=[ReleaseSet(name="a", value="b")], wait=False)


app = App(outdir="out")
infrastructure = Infrastructure(app, "infrastructure")
Workloads(app, "workloads", infrastructure.cluster)
Aspects.of(infrastructure).add(Labels())
app.synth()
"""
"""A program with all that can happen between Python and jsii: nested blocks, tokens, references between stacks, callbacks."""


def test_output_is_byte_identical_to_that_of_the_full_bindings(run: Run, tmp_path: Path) -> None:
    """Every file that two stacks on three providers synthesize is the same, to the byte, with and without the fast path."""

    def written() -> dict[str, bytes]:
        out = tmp_path / "out"
        files = {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}
        shutil.rmtree(out)
        return files

    run(EVERYTHING)
    fast = written()
    run(EVERYTHING, POLDER_FULL_BINDINGS="1")
    full = written()

    assert set(fast) == {"manifest.json", "stacks/infrastructure/cdk.tf.json", "stacks/workloads/cdk.tf.json"}
    assert fast == full
    assert b'"seen": "yes"' in fast["stacks/infrastructure/cdk.tf.json"]
    assert b"terraform_remote_state" in fast["stacks/workloads/cdk.tf.json"]
