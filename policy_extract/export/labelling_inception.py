"""INCEpTION: a zip with a UIMA CAS (XMI) for each text and the type system that says which layers and features there are.

Needs dkpro-cassis (extra `labelling`). Offsets in the files are UTF-16 units, as UIMA counts; cassis turns them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from policy_extract.errors import UsageError
from policy_extract.export.labelling import ATTRIBUTES, Item, Labelled, Span, attributes_of, decoded, said, texts_of

PREFIX = "webanno.custom."
"""Where INCEpTION looks for layers of its users."""
ABOUT = PREFIX + "PolicyExtractAbout"
STRING = "uima.cas.String"
EPOCH = (1980, 1, 1, 0, 0, 0)


def _cassis() -> Any:
    """The library. Raises UsageError when it is not installed."""
    try:
        import cassis
    except ModuleNotFoundError as error:
        raise UsageError("this form needs dkpro-cassis; install policy-extract[labelling]") from error
    return cassis


def _layer(family: str) -> str:
    """The type of a family: `webanno.custom.PolicyQuantity`."""
    return f"{PREFIX}Policy{family.capitalize()}"


def _feature(name: str) -> str:
    """The feature of an attribute; INCEpTION wants no name of a Java word."""
    return f"p_{name}"


def _types() -> Any:
    """The type system."""
    cassis = _cassis()
    types = cassis.TypeSystem()
    for family, names in ATTRIBUTES.items():
        layer = types.create_type(name=_layer(family), supertypeName="uima.tcas.Annotation")
        for name in names:
            types.create_feature(domainType=layer, name=_feature(name), rangeType=STRING)
    about = types.create_type(name=ABOUT, supertypeName="uima.tcas.Annotation")
    types.create_feature(domainType=about, name="json", rangeType=STRING)
    return types


def write(labelled: Iterable[Labelled]) -> bytes:
    """The zip. Raises UsageError for a text that XML cannot hold."""
    cassis = _cassis()
    types = _types()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _store(archive, "TypeSystem.xml", setup().encode())
        for number, one in enumerate(labelled, 1):
            cas = cassis.Cas(typesystem=types)
            cas.sofa_string, cas.sofa_mime = one.text, "text/plain"
            cas.add(types.get_type(ABOUT)(begin=0, end=0, json=_json(one.about)))
            for span in one.spans:
                known = {_feature(name): text for name, text in texts_of(span).items() if name in ATTRIBUTES[span.family]}
                cas.add(types.get_type(_layer(span.family))(begin=span.start, end=span.end, **known))
            try:
                data = cas.to_xmi().encode()
            except ValueError as error:
                name = one.about.get("name", number)
                raise UsageError(f"{name}: holds characters that XML cannot hold ({error}); use another form") from error
            _store(archive, f"{number:04}.xmi", data)
    return target.getvalue()


def _store(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Put a file in, with a date of no meaning, so that two makings are alike."""
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def _json(value: Any) -> str:
    """Plain values as JSON."""
    from policy_extract import rows

    return rows.encode(value).decode()


def read(data: bytes, name: str) -> list[Labelled]:
    """Labelled texts out of such a zip, or one with zips in it as a project export has them. Raises UsageError."""
    cassis = _cassis()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise UsageError(f"{name}: not a zip; export documents as UIMA CAS XMI") from error
    found = []
    with archive:
        names = sorted(archive.namelist())
        systems = [entry for entry in names if entry.lower().endswith("typesystem.xml")]
        for entry in names:
            if entry.lower().endswith(".xmi"):
                near = [other for other in systems if other.rpartition("/")[0] == entry.rpartition("/")[0]] or systems
                if not near:
                    raise UsageError(f"{name}: {entry} stands without a TypeSystem.xml; export with the type system")
                types = cassis.load_typesystem(io.BytesIO(archive.read(near[0])))
                cas = cassis.load_cas_from_xmi(io.BytesIO(archive.read(entry)), typesystem=types)
                found.append(_labelled(cas, f"{name}/{entry}"))
            elif entry.lower().endswith(".zip"):
                found += read(archive.read(entry), f"{name}/{entry}")
    return found


def _labelled(cas: Any, place: str) -> Labelled:
    """The labelled text of a CAS."""
    known = {kind.name for kind in cas.typesystem.get_types()}
    about: Item = next((decoded(mark.json.encode(), place) for mark in cas.select(ABOUT)), {}) if ABOUT in known else {}
    spans = []
    for family, names in ATTRIBUTES.items():
        for mark in cas.select(_layer(family)) if _layer(family) in known else ():
            texts = {name: getattr(mark, _feature(name), None) for name in names}
            given = {name: said(text) for name, text in texts.items() if text is not None}
            spans.append(Span(mark.begin, mark.end, family, attributes_of(given, f"{place}, {mark.begin}–{mark.end}")))
    return Labelled(cas.sofa_string, about, spans)


def setup() -> str:
    """The type system as INCEpTION imports layers from it."""
    return str(_types().to_xml())
