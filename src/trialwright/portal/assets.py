"""The files of `static/` enter, each under a name with the mark of its content leaves: it may be kept for ever."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOR_EVER = "public, max-age=31536000, immutable"
_KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asset:
    """A file that browsers fetch: its name with the mark of its content, its kind, its bytes."""

    name: str
    kind: str
    content: bytes


@cache
def assets() -> dict[str, Asset]:
    """Every file of `static/` by its plain name ("portal.css")."""
    folder = files("trialwright.portal") / "static"
    return {item.name: _asset(item.name, item.read_bytes()) for item in folder.iterdir() if item.is_file()}


def asset_path(name: str) -> str:
    """The address of a static file: `/static/portal.0f3a….css`. An unknown name is a KeyError."""
    return f"/static/{assets()[name].name}"


def _asset(name: str, content: bytes) -> Asset:
    path = PurePosixPath(name)
    mark = hashlib.sha256(content).hexdigest()[:12]
    kind = _KINDS.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(name=f"{path.stem}.{mark}{path.suffix}", kind=kind, content=content)


async def _serve(request: Request) -> Response:
    wanted = request.path_params["name"]
    found = next((asset for asset in assets().values() if asset.name == wanted), None)
    if found is None:
        return Response("no such file", status_code=404, media_type="text/plain")
    return Response(found.content, media_type=found.kind, headers={"Cache-Control": FOR_EVER})


STATIC = Route("/static/{name}", _serve, methods=["GET", "HEAD"], name="static")
