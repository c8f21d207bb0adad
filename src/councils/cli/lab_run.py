"""`councils lab run`: an experiment on a charter; a table, a plot, and what was found, in words."""

from __future__ import annotations

import csv
import io
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json, progress, sound
from councils.cli.charter import find_charter, fitting
from councils.cli.cluster import cluster
from councils.cli.lab_partition import save, unpacked
from councils.cli.places import places_in
from councils.presets import DEFAULT

if TYPE_CHECKING:
    from councils.lab.experiments.experiment import Experiment
    from councils.lab.experiments.terrain import Terrain
    from councils.lab.sweep import Row, Runs

NAMES = ("franchise", "recall", "capture", "nesting", "spread", "history", "sensitivity")


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@click.option("--charter", "charter_name", metavar="C", default=DEFAULT, show_default=True)
@click.option("--places", type=click.Path(), help="On the territory in this CSV file, in place of the usual one.")
@click.option("--borders", type=click.Path(), help="Which of these places border on each other; for spread.")
@click.option("--start", metavar="CODE", default="", help="The place that spread begins at; else the largest.")
@click.option("--runs", type=click.IntRange(2), help="At each point; by default as many as the experiment needs.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--processes", type=click.IntRange(1), help="By default as many as there are processors.")
@click.option("--scheduler", metavar="ADDRESS", help="Make the runs on the Dask cluster there.")
@click.option("--folder", type=click.Path(file_okay=False), help="Keep results here, and go on with what is there.")
@as_json
def run(
    name: str, charter_name: str, places: str | None, borders: str | None, start: str, runs: int | None, seed: int,
    processes: int | None, scheduler: str | None, folder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Try a charter in an experiment: franchise, recall, capture, nesting, spread, history or sensitivity.

    Each has a country that it was made for; --places takes another. The same charter, territory, seed and number of
    runs give the same numbers, on any number of processes or machines. With
    --folder every result is kept at once, as are the table (NAME.csv, and NAME.parquet after `make extras`), the plot
    and the findings; interrupted, the same command goes on.
    """
    from councils.app.queries.charter_text import charter_toml
    from councils.core.charter.document import charter_digest
    from councils.lab.plot import figure
    from councils.lab.sweep import swept
    from councils.lab.words import in_words

    experiment = find(name)
    charter = find_charter(charter_name, as_json=as_json)
    about = {"version": version("councils"), "text": charter_digest(charter)}
    journal = Path(folder) / f"{name}.journal" if folder else None
    if places:
        experiment = experiment.on(terrain_in(places, borders, start, as_json=as_json))
    elif borders or start:
        raise click.UsageError("Borders and a start are those of places: name their file with --places.")
    with fitting(charter_name, as_json=as_json):
        sweep = experiment.sweep(charter, seed=seed, runs=runs or experiment.runs, about=about)
    with (
        fitting(charter_name, as_json=as_json), keeping(folder), elsewhere(scheduler) as where,
        progress(len(sweep.points), experiment.title) as bar,
    ):  # fmt: skip
        rows = swept(
            sweep, processes=processes or os.cpu_count() or 1, runs=where, journal=journal,
            done=lambda _: bar.update(1),
        )  # fmt: skip
    told = in_words(experiment.findings(rows))
    if folder:
        made_by = {"seed": seed, "machine": platform.machine(), "charter_toml": charter_toml(charter)}
        keep(Path(folder), experiment, rows, told, {**sweep.about, **made_by})
        save(str(Path(folder) / f"{name}.svg"), figure(experiment.panels(rows), experiment.across))
    if as_json:
        print_json({"experiment": name, "charter": charter.name, "seed": seed, "rows": rows, "findings": told})
        return
    click.echo(table(rows))
    click.echo(f"{experiment.asks}\n\n{told}")


def terrain_in(places: str, borders: str | None, start: str, *, as_json: bool) -> Terrain:
    """The territory in these files."""
    from councils.lab.experiments.terrain import terrain
    from councils.lab.partition.ground import BrokenGroundError, read_borders
    from councils.lab.simulation.tree import UnfitError

    found = places_in(places, as_json=as_json)
    pairs = None
    if borders:
        pairs = sound(borders, read_borders(unpacked(borders, as_json=as_json), found), as_json=as_json)
    try:
        return terrain(found, pairs, start)
    except (BrokenGroundError, UnfitError) as error:
        raise click.ClickException(f"{places}: {error}") from error


@contextmanager
def keeping(folder: str | None) -> Iterator[None]:
    """A sweep whose journal is in this folder, if any."""
    from councils.lab.sweep import JournalError

    try:
        yield
    except JournalError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt as error:
        if folder is None:
            raise
        raise click.ClickException(f"Interrupted. {folder} has what was measured: the same command goes on.") from error


@contextmanager
def elsewhere(scheduler: str | None) -> Iterator[Runs | None]:
    """Who makes the runs: the workers of a cluster, or None for this machine."""
    with cluster(scheduler) as client:
        if client is None:
            yield None
            return
        from councils.lab.cluster import on

        yield on(client)


def find(name: str) -> Experiment:
    from importlib import import_module

    module = import_module(f"councils.lab.experiments.{name}")
    found: Experiment = getattr(module, name.upper())
    return found


def keep(folder: Path, experiment: Experiment, rows: list[Row], told: str, about: dict[str, Any]) -> None:
    """The table with what it is of, and the findings."""
    save(str(folder / f"{experiment.name}.csv"), csv_of(rows))
    save(str(folder / f"{experiment.name}.txt"), f"{experiment.title}\n\n{experiment.asks}\n\n{told}\n")
    keep_table(folder / f"{experiment.name}.parquet", rows, about)


def keep_table(file: Path, rows: list[Row], about: Mapping[str, Any]) -> None:
    """As Parquet, where PyArrow is installed, with what the rows are of in its metadata."""
    if find_spec("pyarrow"):
        import pyarrow as pa
        from pyarrow import parquet

        made = pa.Table.from_pylist(rows)
        said = {str(key): str(value) for key, value in about.items()}
        parquet.write_table(made.replace_schema_metadata(said), file)


def csv_of(rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def table(rows: list[Row]) -> str:
    cells = [list(rows[0]), *([shown(value) for value in row.values()] for row in rows)]
    wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return (
        "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, wide, strict=True)) for line in cells) + "\n"
    )


def shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
