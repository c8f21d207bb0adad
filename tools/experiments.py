"""Write the pages of the experiments, docs/experiments/*.md, from real runs with the default charter and seed.

    .venv/bin/python -m tools.experiments [NAME ...] [--folder FOLDER] [--runs N]

They take some minutes on two processors; what was measured before in FOLDER is gone on with. A page holds no number
that is not from its run: the command on it gives the same.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from councils.lab.experiments import experiments

DOCS = Path(__file__).parent.parent / "docs" / "experiments"


def page(name: str, folder: Path, runs: int) -> str:
    experiment = experiments()[name]
    told = (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n\n")[-1].strip()
    measured = "\n".join(f"- `{key}`: {said}" for key, said in experiment.columns.items())
    return (
        f"# {experiment.title}\n\n{experiment.asks}\n\n"
        f"![{experiment.title}]({name}.svg)\n\n{told}\n\n"
        "Under the preset *open-assemblies*, from this command, which gives the same numbers on every machine:\n\n"
        f"    councils lab run {name} --seed 1 --runs {runs} --folder results\n\n"
        f"What its table holds, beside what was varied:\n\n{measured}\n\n"
        "[How the model works, and what it cannot tell](../explanation/laboratory.md)\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", default=[])
    parser.add_argument("--folder", type=Path, default=Path("var/experiments"))
    parser.add_argument("--runs", type=int, help="at each point; by default as many as the experiment needs")
    given = parser.parse_args()
    DOCS.mkdir(exist_ok=True)
    for name in given.names or experiments():
        runs = given.runs or experiments()[name].runs
        asked = ["--runs", str(runs), "--folder", str(given.folder)]
        command = [sys.executable, "-m", "councils", "lab", "run", name, *asked]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (DOCS / f"{name}.md").write_text(page(name, given.folder, runs), encoding="utf-8")
        (DOCS / f"{name}.svg").write_text((given.folder / f"{name}.svg").read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
