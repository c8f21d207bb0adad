"""Sweeps on a local Dask cluster of two workers: the same bits as on one machine, even where a worker dies."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from tests.lab.test_sweep import killed_once, sweep, thrown

from councils.cli.lab_run import run
from councils.lab.cluster import on
from councils.lab.sweep import Sweep, swept


@pytest.fixture(scope="module")
def client():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_cluster_and_one_process_give_the_same_rows(client):
    assert swept(sweep(), runs=on(client)) == swept(sweep())


def test_worker_that_dies_is_replaced_and_its_run_made_again(client, tmp_path):
    points = [{"times": n, "trace": str(tmp_path / "dead")} for n in range(6)]
    rows = swept(Sweep(points, killed_once, 5), runs=on(client))
    assert rows == swept(Sweep(points, thrown, 5))
    assert (tmp_path / "dead").exists()


def test_sweep_goes_on_with_its_journal_on_a_cluster(client, tmp_path):
    journal = tmp_path / "thrown.journal"
    whole = swept(sweep(), journal=journal)
    journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:3]))
    assert swept(sweep(), runs=on(client), journal=journal) == whole


def test_command_tells_what_it_tells_on_one_machine(client):
    args = ["nesting", "--runs", "2", "--json"]
    there = CliRunner().invoke(run, [*args, "--scheduler", client.scheduler.address])
    assert (there.exit_code, there.stdout) == (0, CliRunner().invoke(run, [*args, "--processes", "1"]).stdout)


def test_sweep_that_is_let_go_after_the_cluster_ends_quietly(client):
    from distributed import Client

    with Client(client.scheduler.address) as other:
        rows = on(other)(sweep(), range(3))
        assert next(rows)
    rows.close()


def test_cluster_without_workers_is_told():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as cluster,
        Client(cluster) as client,
        pytest.raises(ConnectionError, match="no workers"),
    ):
        swept(sweep(), runs=on(client))


def test_scheduler_that_is_not_there_is_told():
    told = CliRunner().invoke(run, ["nesting", "--scheduler", "127.0.0.1:nowhere"])
    assert (told.exit_code, told.output) == (
        1, "Error: There is no scheduler at 127.0.0.1:nowhere. Start one: dask scheduler\n"
    )  # fmt: skip
