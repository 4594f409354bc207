# Copyright: (c) 2026, The sdelements.integrations contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.simulator``: start, print the address, serve until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .behaviour import BEHAVIOUR, SWITCHES, UnknownBehaviour
from .profiles import GENERATIONS, switches
from .settings import TOKEN, configure

SEEDS = ("empty", "samples", "organisation")


def _switch(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not key=value")
    return name, value


def _profile(text: str) -> dict[str, str]:
    """Return the switches of a profile; what it has beyond them is named on standard error."""
    try:
        profile = json.loads(Path(text).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from error
    if not isinstance(profile, dict):
        raise argparse.ArgumentTypeError(f"{text} is not a JSON object")
    found, ignored = switches(profile)
    for line in ignored:
        print(f"simulator: profile: {line}", file=sys.stderr)
    return found


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return the options of the command line."""
    table = "\n".join(f"  {s.name}: {' | '.join(s.values)} (default {s.default}): {s.meaning}" for s in SWITCHES)
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulator",
        description="A look-alike of the SD Elements API v2 on a loopback address.",
        epilog=f"behaviour:\n{table}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="loopback address (127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port (a free one)")
    parser.add_argument("--seed", choices=SEEDS, default="empty", help="what is stored at the start (empty)")
    parser.add_argument(
        "--generation", choices=GENERATIONS, default="2018", help="switches of a release as a whole (2018), kept by a reset"
    )
    parser.add_argument("--profile", type=_profile, default={}, metavar="FILE", help="imitate a server: JSON as sde_server_info returns it")
    parser.add_argument("--behaviour", nargs="+", action="extend", type=_switch, default=[], metavar="KEY=VALUE")
    parser.add_argument("--latency-ms", type=int, default=0, help="added to every request, also after a reset")
    parser.add_argument("--token", default=TOKEN, help=f"API token ({TOKEN})")
    parser.add_argument("--pid-file", type=Path, help="file to write the process id to")
    parser.add_argument("--address-file", type=Path, help="file to write the address to")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends, as with its parent")
    options = parser.parse_args(arguments)
    try:
        BEHAVIOUR.keep(**GENERATIONS[options.generation])
        BEHAVIOUR.keep(**options.profile)
        BEHAVIOUR.keep(latency_ms=options.latency_ms)
        BEHAVIOUR.reset(dict(options.behaviour))
    except UnknownBehaviour as error:
        parser.error(str(error))
    return options


def _stop_on_signal(before: Callable[[], Any]) -> None:
    """Leave by SystemExit, which the server takes as its end, when a signal comes."""

    def stop(number: int, frame: Any) -> None:
        before()
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _stop_at_eof() -> None:
    """End with standard input, which ends at the latest when the process that started this one does."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def run(options: argparse.Namespace, folder: Path) -> None:
    """Serve until a signal comes."""
    configure(folder / "simulator.sqlite3")

    from django.contrib.auth.models import User
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver
    from rest_framework.authtoken.models import Token

    from . import seeds, store
    from .answers import USER
    from .gate import Gate
    from .lag import Lag
    from .server import serve

    len(get_resolver().url_patterns)  # a mistake in a view stops the start, not the first request
    store.create_tables()
    names = {name: USER[name] for name in ("email", "first_name", "last_name")}
    Token.objects.create(user=User.objects.create(username="integrations", **names), key=options.token)
    seeds.plant(options.seed)
    gate = Gate(Lag(StaticFilesHandler(get_wsgi_application())))
    server = serve(gate, options.host, options.port)
    _stop_on_signal(gate.stop)
    address = f"http://{server.effective_host}:{server.effective_port}"
    if options.pid_file:
        options.pid_file.write_text(f"{os.getpid()}\n", encoding="utf-8")
    if options.address_file:
        options.address_file.write_text(f"{address}\n", encoding="utf-8")
    print(address, f"token: {options.token}", f"browser: {address}/simulator/browse", sep="\n", flush=True)
    if options.until_eof:
        threading.Thread(target=_stop_at_eof, daemon=True).start()
    server.run()
    server.close()


def main() -> None:
    """Run the command."""
    options = parse()
    _stop_on_signal(lambda: None)
    with tempfile.TemporaryDirectory(prefix="sde-simulator-") as folder:
        try:
            run(options, Path(folder))
        except (ValueError, OSError) as error:
            sys.exit(f"simulator: {error}")


if __name__ == "__main__":
    main()
