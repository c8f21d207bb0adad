"""Install Councils into `.venv` on a machine that may have nothing but Python.

    python3 tools/bootstrap.py [GROUP ...]      (groups of pyproject.toml: extras, test, dev)

The work is uv's, from the versions and checksums in `uv.lock`. A bare Debian has no uv, and no pip to get it with, so:

1. a uv on the PATH is taken, if it is at least as new as the one in the lock;
2. else pip installs it into `.tools/`, with the settings that pip has on this machine;
3. else the wheel for this platform is downloaded, from the address in the lock, and unpacked there.

Whatever the way, the checksum in the lock decides what is accepted. Behind a mirror, name it in `COUNCILS_INDEX`
(or as for uv and pip: `UV_DEFAULT_INDEX`, `UV_INDEX_URL`, `PIP_INDEX_URL`, `index-url` in pip.conf): then everything
comes from there, and no address in the lock is used. Standard library only.
"""

from __future__ import annotations

import configparser
import hashlib
import io
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
INDEX_VARIABLES = ("COUNCILS_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")


def main(groups: list[str]) -> None:
    if not (3, 11) <= sys.version_info < (3, 15):
        raise SystemExit(
            f"This is Python {platform.python_version()}; 3.11 to 3.14 will do: make PYTHON=python3.11 ..."
        )
    environment = uv_environment()
    if stale():
        shutil.rmtree(ROOT / ".venv")
    uv = find_uv(locked_uv(), environment)
    say(f"Installing into .venv: {', '.join(['councils', *groups])} ...")
    install = install_from_mirror if mirror() else install_from_lock
    install([str(uv), "--quiet"], [f"--group={group}" for group in groups], environment)


def stale() -> bool:
    """Whether this folder was moved since, or the Python of then is gone: then what is installed works no more."""
    program = ROOT / ".venv/bin/councils"
    if not program.exists():
        return False
    return f"{ROOT}/" not in program.read_text(encoding="utf-8") or not (ROOT / ".venv/bin/python").exists()


def install_from_lock(uv: list[str], groups: list[str], environment: dict[str, str]) -> None:
    run([*uv, "sync", "--frozen", "--inexact", *groups], environment)


def install_from_mirror(uv: list[str], groups: list[str], environment: dict[str, str]) -> None:
    """The same versions and checksums, but not the addresses that a lock carries."""
    wanted = TOOLS / "requirements.txt"
    TOOLS.mkdir(exist_ok=True)
    run([*uv, "export", "--frozen", "--no-emit-project", *groups, f"--output-file={wanted}"], environment)
    if not (ROOT / ".venv/bin/python").exists():
        run([*uv, "venv", ".venv"], environment)
    run([*uv, "pip", "install", "--python=.venv", "--require-hashes", f"--requirement={wanted}"], environment)
    run([*uv, "pip", "install", "--python=.venv", "--no-deps", "--editable=."], environment)


# --- uv itself ---------------------------------------------------------------------------------------------------


def locked_uv() -> dict:
    import tomllib  # noqa: PLC0415 - an older Python gets as far as being told so

    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return next(package for package in lock["package"] if package["name"] == "uv")


def find_uv(locked: dict, environment: dict[str, str]) -> Path:
    home = TOOLS / f"uv-{locked['version']}"
    ready = home / "bin/uv"
    on_path = shutil.which("uv")
    if on_path and version_of(on_path) >= numbers(locked["version"]):
        return Path(on_path)
    if not ready.exists():
        say(f"Getting uv {locked['version']}, which installs the rest ...")
        if not pip_install(locked, home, environment):
            unpack(fetch(wheel_for_this_machine(locked)), ready)
    return ready


def version_of(uv: str) -> tuple[int, ...]:
    answer = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    return numbers(answer.stdout.split()[1]) if answer.returncode == 0 else ()


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def pip_install(locked: dict, home: Path, environment: dict[str, str]) -> bool:
    """Whether pip is here and could do it; a Debian without python3-venv has none."""
    checksums = " ".join(f"--hash={wheel['hash']}" for wheel in locked["wheels"])
    wanted = home / "uv.txt"
    if succeeds([sys.executable, "-m", "venv", str(home)], environment):
        wanted.write_text(f"uv=={locked['version']} {checksums}\n", encoding="utf-8")
        pip = [str(home / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        if succeeds([*pip, "install", "--only-binary=:all:", f"--requirement={wanted}"], environment):
            return True
    shutil.rmtree(home, ignore_errors=True)
    return False


def wheel_for_this_machine(locked: dict) -> dict:
    """The lock's entry, with `url` and `hash`, of the wheel that runs here."""
    tag = re.compile(rf"-{platform_tag()}\.whl$")
    for wheel in locked["wheels"]:
        if tag.search(wheel["url"]):
            return wheel
    raise SystemExit(f"uv has no ready-made build for {platform.platform()}: install uv by hand and try again.")


def platform_tag() -> str:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
    if sys.platform == "darwin":
        return rf"macosx_\w+_{'arm64' if machine == 'aarch64' else machine}"
    if platform.libc_ver()[0] == "glibc":
        return rf"[\w.]*manylinux[\w.]*_{machine}[\w.]*"
    return rf"[\w.]*musllinux_\w+_{machine}"


def fetch(wheel: dict) -> bytes:
    """The wheel's bytes, refused unless they have the locked checksum."""
    url = find_on_mirror(wheel) if mirror() else wheel["url"]
    content = download(url)
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != wheel["hash"]:
        raise SystemExit(f"What {url} sent is not what uv.lock names. Nothing was installed.")
    return content


def find_on_mirror(wheel: dict) -> str:
    page = f"{mirror().rstrip('/')}/uv/"
    name = wheel["url"].rsplit("/", 1)[1]
    for link in re.findall(r'href="([^"]+)"', download(page).decode()):
        if urllib.parse.unquote(urllib.parse.urlsplit(link).path).endswith(name):
            return urllib.parse.urljoin(page, link)
    raise SystemExit(f"The mirror has no {name}: {page}")


def download(url: str) -> bytes:
    # Without the system's certificates nobody's name can be checked; the checksum still tells whether it is the file.
    context = ssl.create_default_context() if has_certificates() else ssl._create_unverified_context()
    try:
        with urllib.request.urlopen(url, timeout=60, context=context) as answer:
            return answer.read()
    except OSError as problem:
        raise SystemExit(
            f"Could not download {url}: {problem}\nInstall uv or python3-venv by hand, or name a mirror."
        ) from problem


def unpack(wheel: bytes, ready: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        program = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        ready.parent.mkdir(parents=True, exist_ok=True)
        unfinished = ready.with_suffix(".part")
        unfinished.write_bytes(archive.read(program))
    unfinished.chmod(0o755)
    unfinished.rename(ready)


# --- the machine -------------------------------------------------------------------------------------------------


def uv_environment() -> dict[str, str]:
    """The system's Python and, where it has any, the system's certificates; the mirror if one is named."""
    environment = dict(os.environ, UV_PYTHON_PREFERENCE="only-system", UV_PROJECT_ENVIRONMENT=".venv")
    environment.pop("VIRTUAL_ENV", None)
    environment.setdefault("UV_PYTHON", getattr(sys, "_base_executable", sys.executable))
    if has_certificates():
        environment["UV_SYSTEM_CERTS"] = "1"
    if mirror():
        environment["UV_DEFAULT_INDEX"] = mirror()
    return environment


def mirror() -> str:
    """The index that this machine was told to use, or nothing."""
    told = [os.environ.get(name) for name in INDEX_VARIABLES]
    pip = configparser.RawConfigParser()
    pip.read(["/etc/pip.conf", Path("~/.pip/pip.conf").expanduser(), Path("~/.config/pip/pip.conf").expanduser()])
    return next(filter(None, [*told, pip.get("global", "index-url", fallback="")]), "")


def has_certificates() -> bool:
    paths = ssl.get_default_verify_paths()
    return paths.cafile is not None or (paths.capath is not None and any(Path(paths.capath).iterdir()))


def run(command: list[str], environment: dict[str, str]) -> None:
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
        raise SystemExit(f"Installing stopped at: {' '.join(command)}")


def succeeds(command: list[str], environment: dict[str, str]) -> bool:
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
