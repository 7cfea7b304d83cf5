"""The package built and installed in every way that people install it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from caucasus_data import __version__
from caucasus_data.contract import write_schemas
from caucasus_data.publish import publish
from caucasus_data.tables import TABLES

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[1]
SPECS = tuple(table.spec for table in TABLES)
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "GIT_"))}
USED = """
import json, pathlib, caucasus_data as cd
frame = cd.load("events")
print(json.dumps({
    "version": cd.__version__,
    "rows": len(frame),
    "package": str(pathlib.Path(cd.__file__).parent),
    "csv": cd.path("events", "csv").read_text(),
}))
"""


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=ENVIRONMENT, check=False, capture_output=True, text=True
    )


def _ran(*command: str | Path, cwd: Path) -> str:
    done = _run(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _build(checkout: Path, kind: str, out: Path) -> Path:
    _ran(sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", out, checkout, cwd=out.parent)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, write_datasets: Callable[[Path], None]) -> Path:
    """A source tree with the package's code and small tables."""
    folder = tmp_path_factory.mktemp("source") / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", "_release")
    shutil.copytree(ROOT / "caucasus_data", folder / "caucasus_data", ignore=ignored)
    for name in ("pyproject.toml", "hatch_build.py", "LICENSE", "LICENSE-DATA", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    write_schemas(SPECS, folder / "schemas")
    write_datasets(folder / "datasets")
    return folder


@pytest.fixture(scope="module")
def release(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What `publish` writes from that tree, by path."""
    out = tmp_path_factory.mktemp("dist")
    folder = publish(checkout / "datasets", out, specs=SPECS, version=__version__).folder
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(checkout, "wheel", tmp_path_factory.mktemp("build") / "wheel")


@pytest.fixture(scope="module")
def sdist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(checkout, "sdist", tmp_path_factory.mktemp("build") / "sdist")


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """The interpreter of a fresh environment."""
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    packages = Path(_ran(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    # The dependencies are those of the environment that runs the tests: nothing is downloaded.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


@pytest.fixture
def install(python: Path, tmp_path: Path) -> Callable[..., dict[str, object]]:
    """Installs into that environment and tells what a user of it sees."""

    def act(*what: str | Path) -> dict[str, object]:
        pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
        _ran(*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", *what, cwd=tmp_path)
        seen: dict[str, object] = json.loads(_ran(python, "-c", USED, cwd=tmp_path))
        return seen

    return act


def _assert_whole(seen: dict[str, object], release: dict[str, bytes]) -> None:
    """The installed package carries the release, byte for byte, and loads from it."""
    package = Path(str(seen["package"]))
    assert package.parent.name == "site-packages"
    folder = package / "_release"
    installed = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert installed == release
    assert (seen["version"], seen["rows"], seen["csv"]) == (__version__, 2, release["events.csv"].decode())


def test_a_wheel(install: Callable[..., dict[str, object]], wheel: Path, release: dict[str, bytes]) -> None:
    _assert_whole(install(wheel), release)


def test_the_pinned_project(install: Callable[..., dict[str, object]], python: Path, wheel: Path) -> None:
    install(wheel)
    said = _ran(python, "what_changed.py", __version__, cwd=ROOT / "examples" / "pinned-project")
    assert said == f"caucasus-data {__version__} -> {__version__}: 0 changes\n"


def test_an_sdist(install: Callable[..., dict[str, object]], sdist: Path, release: dict[str, bytes]) -> None:
    _assert_whole(install(sdist), release)


def test_a_tag_of_a_git_repository(
    install: Callable[..., dict[str, object]], checkout: Path, tmp_path: Path, release: dict[str, bytes]
) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(checkout, repository)
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "all"), ("tag", "v1")):
        _ran(*git, *command, cwd=repository)
    (repository / "datasets" / "events.csv").unlink()
    _ran(*git, "commit", "-q", "-a", "-m", "later", cwd=repository)
    _assert_whole(install(f"git+{repository.as_uri()}@v1"), release)


def test_an_editable_install_reads_the_tables_where_they_are(
    install: Callable[..., dict[str, object]], checkout: Path
) -> None:
    seen = install("--editable", checkout)
    assert seen["package"] == str(checkout / "caucasus_data")
    assert seen["rows"] == 2
    assert not (checkout / "caucasus_data" / "_release").exists()
    assert not (checkout / "dist").exists()


def test_the_wheel_holds_the_package_and_the_release_alone(wheel: Path, release: dict[str, bytes]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    folders = {name.split("/")[0] for name in names}
    assert folders == {"caucasus_data", f"caucasus_data-{__version__}.dist-info"}
    published = {name.removeprefix("caucasus_data/_release/") for name in names if "/_release/" in name}
    assert published == release.keys()
    assert "caucasus_data/py.typed" in names
    assert {"LICENSE", "LICENSE-DATA"} <= {name.rpartition("/")[2] for name in names if "/licenses/" in name}


def test_the_sdist_carries_what_a_wheel_is_made_of(sdist: Path, checkout: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("datasets", "schemas"):
        assert {f"{folder}/{path.name}" for path in (checkout / folder).iterdir()} <= names
    assert {"hatch_build.py", "pyproject.toml", "caucasus_data/__init__.py"} <= names


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_the_same_tree_gives_the_same_archive(
    checkout: Path, request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(checkout, elsewhere, copy_function=shutil.copyfile)
    archive: Path = request.getfixturevalue(kind)
    assert _build(elsewhere, kind, tmp_path / kind).read_bytes() == archive.read_bytes()


def test_a_bad_row_fails_the_build_with_its_place(checkout: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(checkout, broken)
    path = broken / "datasets" / "events.csv"
    path.write_text(path.read_text().replace(",meeting,", ",meting,"))
    command = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path / "out", broken)
    done = _run(*command, cwd=tmp_path)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "datasets/events.csv:2:20: CD203 " in said
    assert "Traceback" not in said
    assert not list(tmp_path.glob("out/*"))
