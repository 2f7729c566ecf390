"""Turns DOC, WPS, RTF and ODT files into DOCX with LibreOffice when it is installed (LibreOffice 转换)."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from policy_extract.errors import ReadError

PROGRAMS = ("soffice", "libreoffice")
USUAL_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
SECONDS = 18.0
LARGEST_FILE = 64 * 1024 * 1024
LARGEST_RESULT = 256 * 1024 * 1024
REMEDY = "install LibreOffice (Debian: libreoffice-writer-nogui) or save the document as DOCX"
SETTING = '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}"><value>{}</value></prop></item>'
SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + SETTING.format("Common/Security/Scripting", "DisableMacrosExecution", "true")
    + SETTING.format("Common/Security/Scripting", "MacroSecurityLevel", "3")
    + SETTING.format("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true")
    + SETTING.format("Writer/Content/Update", "Link", "0")
    + "</oor:items>"
)
"""No macros, no linked contents."""
NO_NETWORK = "http://127.0.0.1:9"
_one_at_a_time = threading.Lock()


@functools.cache
def find_office() -> str | None:
    """Path of the LibreOffice program, None when it is not installed."""
    for program in PROGRAMS:
        found = shutil.which(program)
        if found:
            return found
    return next((place for place in USUAL_PLACES if os.path.isfile(place)), None)


@functools.cache
def office_version() -> str:
    """Version of LibreOffice as its program folder states it; empty when it does not."""
    program = find_office()
    if program is None:
        return ""
    folder = Path(os.path.realpath(program)).parent
    for name in ("versionrc", "version.ini"):
        with contextlib.suppress(OSError):
            match = re.search(
                r"^(?:AboutBoxVersion|MsiProductVersion)=(\S+)", (folder / name).read_text("utf-8", "replace"), re.M
            )
            if match:
                return match[1]
    return ""


def reader_name() -> str:
    """Name of the converter with its version."""
    return f"LibreOffice {office_version()}".strip()


def as_docx(data: bytes, kind: str, label: str, seconds: float = SECONDS) -> bytes:
    """The document of a file as DOCX; `kind` is its true extension (`doc`, `wps`, `rtf`, `odt`).

    Raises ReadError: missing_tool, too_large, timeout, or damaged when LibreOffice makes nothing of the file.
    """
    program = find_office()
    if program is None:
        raise ReadError(f"{label}: LibreOffice is needed to read this file; {REMEDY}", "missing_tool")
    if len(data) > LARGEST_FILE:
        raise ReadError(
            f"{label}: {len(data)} bytes are too many for LibreOffice (at most {LARGEST_FILE})", "too_large", reader_name()
        )
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="policy-extract-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        user = place / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8", newline="\n")
        (place / "in").mkdir()
        given = place / "in" / f"document.{kind}"
        given.write_bytes(data)
        command = [program, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        command += [
            "--nodefault",
            "--nologo",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(place / "out"),
            str(given),
        ]
        _run(command, folder, label, seconds)
        made = place / "out" / "document.docx"
        if not made.is_file():
            raise ReadError(f"{label}: LibreOffice cannot open this file; it may be damaged", "damaged", reader_name())
        if made.stat().st_size > LARGEST_RESULT:
            raise ReadError(f"{label}: the document is too large when converted; split it", "too_large", reader_name())
        return made.read_bytes()


def _run(command: list[str], folder: str, label: str, seconds: float) -> None:
    """Run LibreOffice in a session of its own; past the time-out it ends with all its children."""
    settings = {
        name: value for name, value in os.environ.items() if name in ("PATH", "SystemRoot", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")
    }
    settings |= {"HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp", "TZ": "UTC"}
    settings |= {name: NO_NETWORK for name in ("http_proxy", "https_proxy", "ftp_proxy", "HTTP_PROXY", "HTTPS_PROXY")}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=settings,
        cwd=folder,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        message = f"{label}: LibreOffice took longer than {seconds:g} seconds; save the document as DOCX"
        raise ReadError(message, "timeout", reader_name()) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with everything it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
