"""Plans by region on a local cluster of two workers: the same as on one machine."""

from __future__ import annotations

import pytest

from councils.plan.cases.instances import generate
from councils.plan.cases.named import named
from councils.plan.leontief import solve
from councils.plan.leontief.cluster import Regions, on
from councils.plan.program import with_unmet
from councils.plan.solve import Method
from councils.plan.solve import solve as solve_economy


@pytest.fixture(scope="module")
def client():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_regions_come_to_the_plan_of_the_whole(client):
    whole = with_unmet(generate(24, 1), 1e3)
    by = Regions(whole, ["north" if p % 3 else "south" for p in range(24)], client)
    found, one = solve(whole, gap=5e-3, by=by), solve(whole, gap=5e-3)
    assert found.done
    assert found.iterations == one.iterations
    assert found.certificate.hours == pytest.approx(one.certificate.hours, rel=1e-9)
    assert by.exchanged.times > found.iterations


def test_an_economy_in_one_place_is_parted_among_the_workers(client):
    told = named(generate(40, 2), title="x")
    plan = solve_economy(told, method=Method.OWN, gap=5e-3, where=on(client))
    assert plan.certificate.holds


def test_the_regions_of_a_lost_worker_go_to_those_that_are_left(client):
    """The last test of this cluster, which has one worker less from here on."""
    whole = with_unmet(generate(24, 1), 1e3)
    by = Regions(whole, ["north" if p % 3 else "south" for p in range(24)], client)
    client.cluster.sync(client.cluster.workers[0].close)
    found = solve(whole, gap=5e-3, by=by)
    assert found.certificate.hours == pytest.approx(solve(whole, gap=5e-3).certificate.hours, rel=1e-9)
