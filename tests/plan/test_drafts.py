"""What is written whole or not at all: programs that are really killed, at every step they take on the disk."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import pytest

from councils.plan.files.drafts import DRAFTS, empty, together, whole
from tests import ready

KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path

from councils.plan.files.agreement import disagreements
from councils.plan.cases import cooperative
from councils.plan.files.folder import read_folder, write_folder
from councils.plan.files.plan_folder import read_plan, write_plan
from councils.plan.solve import Plan, solve

economy = cooperative()
needs = tuple(replace(n, quantity=n.quantity / 2) for n in economy.needs)
more = replace(economy, needs=needs, techniques={c: replace(t, most=1e6) for c, t in economy.techniques.items()})


def killed(write, folder, step):
    '''Whether a process that writes was killed as it began this step.'''
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = [step]

    def count(event, args):
        if event.startswith(("open", "os.re", "os.mk", "os.rm")) and str(folder) in str(args[0]):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    write(folder)
    os._exit(0)


def plan_in(folder):
    read = read_plan(folder)
    if not isinstance(read, Plan):
        return str(read[0])
    assert read.certificate.holds, "a certificate that does not hold"
    assert disagreements(read, folder) == (), "tables of another plan"
    return "new" if read.economy.needs == more.needs else "old"


def economy_in(folder):
    read = read_folder(folder)
    if isinstance(read, tuple):
        return str(read[0])
    alike = {(read.needs == e.needs, read.techniques == e.techniques) for e in (economy, more)}
    assert alike == {(True, True), (False, False)}, "some of one economy, some of another"
    return "new" if read.needs == more.needs else "old"


if sys.argv[1] == "plan":
    plans = [solve(e) for e in (economy, more)]
    old, new = ((lambda folder, plan=plan: write_plan(plan, folder)) for plan in plans)
    told = plan_in
else:
    old, new = ((lambda folder, e=e: write_folder(e, folder)) for e in (economy, more))
    told = economy_in
folder = Path(sys.argv[2])
step = 0
old(folder)
while killed(new, folder, step):
    state = told(folder)
    print(state)
    if state != "old":
        old(folder)
    step += 1
new(folder)
print(told(folder))
"""

REFUSED = {
    "plan": ": This is no plan that can be read: certificate.json: No such file or directory. "
    "The plan was changed, or is not whole: write it again with solve.",
    "folder": "products.csv: This file is missing. It has everything that is made, used or needed, and the unit it "
    "is counted in. It begins: product,name,unit,keeps,category,standard",
}


@pytest.mark.parametrize("what", ["plan", "folder"])
def test_a_writer_killed_at_any_step_leaves_what_was_there_or_what_is_refused(tmp_path, what):
    done = subprocess.run(
        [ready.python(), "-c", KILLED, what, tmp_path / what], check=False, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert [state for state, _ in groupby(done.stdout.splitlines())] == ["old", REFUSED[what], "new"]


def test_what_a_killed_program_left_behind_goes_and_is_nothing(tmp_path):
    (tmp_path / DRAFTS).mkdir()
    (tmp_path / DRAFTS / "old.csv").write_text("left behind")
    assert empty(tmp_path)
    with together(tmp_path, seal="b.csv", gone=["c.csv"]) as drafts:
        (drafts / "a.csv").write_text("a")
        (drafts / "b.csv").write_text("b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]
    assert not empty(tmp_path)


def test_a_file_stays_as_it_was_where_its_writer_fails(tmp_path):
    file = tmp_path / "plan.mps"
    file.write_text("old")
    with suppress(ZeroDivisionError), whole(file) as draft:
        draft.write_text("half of what is n")
        raise ZeroDivisionError
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("plan.mps", "old")]


def test_a_link_and_what_is_no_file_are_written_through(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for target in (tmp_path / "link", Path(os.devnull)):
        with whole(target) as draft:
            draft.write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"
