"""Decodes the bytes of a text (编码识别): marks, UTF-8, GB18030, UTF-16, Big5, and files that mix them line by line.

The encoding that a page or a sender states is not looked at: every seventh page lies. The share of the commonest
characters tells a right decoding from a wrong one. Text is kept as it stands; what could not be decoded is U+FFFD and its
place is noted.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from policy_extract.errors import ReadError

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
COMMON = frozenset(
    "的一是在和有为以了中国大人上年发展工作实施建设加强推进管理政府市区县，。、；：（）“”《》年月日不到个这们时来用生要会可"
    "下部门单位责任完成指标项目重点任务全面提升服务企业社会经济产业创新安全保障体系制度机制改革开放行业民生教育卫生医疗健康"
    "文化农业村镇乡城市生态环境保护治理质量水平能力资金投资交通公共信息数据平台技术科学基础设施行动方案计划规划目标要求原则"
    "组织领导落实监督检查评估考核督导通知意见办法规定总体主要内容具体措施积极促进支持鼓励引导推动加快优化完善健全建立深入开展"
    "力争达新增以上左右其中及与等各级地方省委局厅院办公室委员会关于十二三四五六七八九第条款项"
    "國發設實進業務區縣產會經濟創體機護質數據術點總標職學對開關個們來時這與為專員義廳辦應將強環導監檢視動"
)
"""The commonest characters and marks of such texts, simplified and traditional."""
SAMPLE = 200_000
RIGHT, POSSIBLE = 0.25, 0.08
"""Shares of common characters: a right decoding has more than the first, a wrong one less than the second."""
MOST_NOTED = 200
"""Faults whose places are noted in one line."""
MOST_WARNED = 5
PRIVATE = {
    0xE78D + index: point
    for index, point in enumerate((0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19))
} | {
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE832: 0x9FB8,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE864: 0x9FBB,
}
"""Characters that GB18030 kept in the private area until 2022, with the places that they have now."""
PRIVATE_SIGN = re.compile("[" + "".join(map(chr, PRIVATE)) + "]")


@dataclass(slots=True)
class Decoded:
    """A decoded text without its byte order mark."""

    text: str
    encoding: str
    warnings: list[str] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    """Byte offsets of what could not be decoded."""


def decode(data: bytes, label: str) -> Decoded:
    """Decode the bytes of a text. Raises ReadError for empty data and for bytes in no known encoding."""
    if not data.strip(b" \t\r\n\x0b\x0c\x00"):
        raise ReadError(f"{label}: the file is empty; give a file with the document's text", "empty")
    found = _marked(data)
    if found is None:
        # A mark of UTF-8 before text in another encoding is put there by editors; it says nothing.
        skipped = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        found = _unmarked(data[skipped:], label)
        found.replaced = [skipped + place for place in found.replaced]
    return _sound(found, label)


def _unmarked(data: bytes, label: str) -> Decoded:
    """Decode data without a byte order mark. Raises ReadError."""
    found = _strict(data)
    if found is None and b"\x00" in data[:SAMPLE]:
        found = _wide(data)
        if found is None:
            raise ReadError(f"{label}: binary data, not text; save the document as text in UTF-8 first", "unsupported")
    return found or _best(data, label)


def share(text: str) -> float:
    """Share of common characters among those beyond ASCII, less the share of strange ones; 1 for a text in ASCII."""
    wide = [character for character in text[:SAMPLE] if character > "\x7f"]
    if not wide:
        return 1.0
    common = strange = 0
    for character in wide:
        if character in COMMON:
            common += 1
        elif _is_strange(character):
            strange += 1
    return (common - 2 * strange) / len(wide)


def _is_strange(character: str) -> bool:
    """Whether a character has no place in such texts: replaced, private, Hangul, rare planes, controls."""
    return (
        character == "\ufffd"
        or "\ue000" <= character <= "\uf8ff"
        or "\uac00" <= character <= "\ud7ff"
        or character > "\uffff"
        or character < "\xa0"
    )


def _marked(data: bytes) -> Decoded | None:
    """Data that opens with a byte order mark; a mark that lies is passed over."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError:
                if encoding == "utf-8":
                    return None
                found = _forgiving(data[len(mark) :], encoding, len(mark))
                return found if share(found.text) >= POSSIBLE else None
    return None


def _strict(data: bytes) -> Decoded | None:
    """Clean UTF-8, a last character that was cut off forgiven."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        cut = error.start >= len(data) - 3 and "unexpected end" in error.reason
        if not cut or share(data[: error.start].decode("utf-8")) < POSSIBLE:
            return None
        words = data[: error.start].decode("utf-8") + "\ufffd"
        return Decoded(words, "utf-8", ["the file ends in the middle of a character (U+FFFD)"], [error.start])


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: the zero bytes of ASCII characters tell the byte order."""
    sample = data[: SAMPLE - SAMPLE % 2]
    low_first = sample[1::2].count(0) >= sample[0::2].count(0)
    for encoding in ("utf-16-le", "utf-16-be") if low_first else ("utf-16-be", "utf-16-le"):
        found = _forgiving(data, encoding, 0)
        if len(found.replaced) <= 1 and share(found.text) >= POSSIBLE / 2 and CONTROLS.search(found.text) is None:
            found.warnings.append(f"no byte order mark; read as {encoding}")
            return found
    return None


def _best(data: bytes, label: str) -> Decoded:
    """Neither clean UTF-8 nor wide: line by line as UTF-8 and GB18030; where that makes no sense, other encodings."""
    found = _by_lines(data)
    value = share(found.text)
    if value >= RIGHT:
        return found
    for encoding in ("utf-16-le", "utf-16-be", "big5hkscs"):
        other = _forgiving(data, encoding, 0)
        if share(other.text) > max(value, POSSIBLE) and len(other.replaced) * 50 <= len(other.text):
            found, value = other, share(other.text)
            found.warnings.append(f"read as {encoding}")
    readable = len(found.replaced) * 10 <= len(found.text)
    if (value >= POSSIBLE or (not found.replaced and value >= 0 and len(found.text) < 200)) and readable:
        return found
    raise ReadError(
        f"{label}: the bytes are neither UTF-8, UTF-16, GB18030 nor Big5 text; save the document as UTF-8 first", "unsupported"
    )


def _by_lines(data: bytes) -> Decoded:
    """Each line in the encoding that makes sense of it; lines that fit neither are forgiven in that of the most."""
    lines = data.split(b"\n")
    decoded: list[str | None] = []
    weights = {"utf-8": 0, "gb18030": 0}
    counts = {"utf-8": 0, "gb18030": 0}
    for line in lines:
        text, encoding = _line(line)
        decoded.append(text)
        if encoding and text is not None:
            weights[encoding] += len(text)
            counts[encoding] += 1
    if not any(weights.values()):
        weights["utf-8" if _fewer_faults(data) else "gb18030"] += 1
    main = max(weights, key=lambda encoding: (weights[encoding], encoding))
    found = Decoded("", main)
    place = 0
    for index, line in enumerate(lines):
        if decoded[index] is None:
            piece = _forgiving(line, main, place)
            decoded[index] = piece.text
            found.replaced += piece.replaced
        place += len(line) + 1
    found.text = "\n".join(text or "" for text in decoded)
    other = "gb18030" if main == "utf-8" else "utf-8"
    if counts[other]:
        found.encoding = f"{main}+{other}"
        found.warnings.append(f"{counts[other]} lines in {other} among lines in {main}; each was read in its own")
    return found


def _line(line: bytes) -> tuple[str | None, str]:
    """A line in the encoding that makes sense of it, and which; an ASCII line has none, a broken one neither."""
    if line.isascii():
        return line.decode("ascii"), ""
    found: dict[str, str] = {}
    for encoding in ("utf-8", "gb18030"):
        try:
            found[encoding] = line.decode(encoding)
        except UnicodeDecodeError:
            continue
    if not found:
        return None, ""
    if "utf-8" not in found and share(found["gb18030"]) < 0:
        # One broken character makes a line of UTF-8 that GB18030 may read as rubbish.
        return None, ""
    encoding = max(found, key=lambda name: (share(found[name]), name))
    return found[encoding], encoding


def _fewer_faults(data: bytes) -> bool:
    """Whether UTF-8 leaves fewer faults in the data than GB18030."""
    sample = data[:SAMPLE]
    return sample.decode("utf-8", "replace").count("\ufffd") <= sample.decode("gb18030", "replace").count("\ufffd")


def _forgiving(data: bytes, encoding: str, offset: int) -> Decoded:
    """Decode with U+FFFD for what cannot be decoded; the places of the first faults are noted."""
    pieces: list[str] = []
    replaced: list[int] = []
    place = 0
    while len(replaced) < MOST_NOTED:
        try:
            pieces.append(data[place:].decode(encoding))
            return Decoded("".join(pieces), encoding, [], replaced)
        except UnicodeDecodeError as error:
            pieces.append(data[place : place + error.start].decode(encoding) + "\ufffd")
            replaced.append(offset + place + error.start)
            place += max(error.end, error.start + 1)
    pieces.append(data[place:].decode(encoding, "replace"))
    return Decoded("".join(pieces), encoding, [], replaced)


def _sound(found: Decoded, label: str) -> Decoded:
    """Name faults and put private characters right; raises ReadError for a text full of controls, as binary data is."""
    controls = len(CONTROLS.findall(found.text[:SAMPLE]))
    if controls * 50 > len(found.text[:SAMPLE]):
        raise ReadError(f"{label}: binary data, not text; save the document as text in UTF-8 first", "unsupported")
    if controls:
        found.warnings.append("the text holds control characters")
    if found.replaced:
        places = ", ".join(map(str, found.replaced[:MOST_WARNED])) + (" …" if len(found.replaced) > MOST_WARNED else "")
        found.warnings.append(f"{len(found.replaced)} undecodable byte sequence(s) read as U+FFFD, at byte {places}")
    if "gb18030" in found.encoding and PRIVATE_SIGN.search(found.text):
        found.text = found.text.translate(PRIVATE)
        found.warnings.append("private characters of GB18030 were read as the characters that they stand for")
    return found


def plausible(text: str) -> bool:
    """Whether a decoding makes sense, for readers that must choose between two."""
    return share(text) >= POSSIBLE
