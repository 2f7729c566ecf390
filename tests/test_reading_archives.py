"""Archives: members one by one, names, bounds, nothing left out in silence."""

from __future__ import annotations

import io
import struct
import zipfile

import malformed
import pytest
from malformed import SENTENCE, zipped

from policy_extract import reading
from policy_extract.errors import ReadError
from policy_extract.text import Source, Unread


def read(data: bytes, name: str = "附件.zip") -> list[Source | Unread]:
    """All that comes of a file."""
    return list(reading.read_all(data, name))


def test_members_are_documents_of_their_own() -> None:
    data = zipped(
        {
            "方案.txt": SENTENCE,
            "表/台账.xlsx": malformed.good_sheet(),
            "表/": b"",
            "__MACOSX/._方案.txt": b"x",
            "表/~$台账.xlsx": b"x",
        }
    )
    found = read(data)
    assert [(item.name, item.container) for item in found] == [("方案.txt", ["附件.zip"]), ("表/台账.xlsx", ["附件.zip"])]
    assert all(isinstance(item, Source) and SENTENCE in item.text for item in found)


def test_archives_in_archives_are_opened_to_a_bound() -> None:
    inner = zipped({"方案.txt": SENTENCE})
    two = read(zipped({"乙.zip": zipped({"丙.zip": inner})}), "甲.zip")
    assert [item.container for item in two] == [["甲.zip", "乙.zip", "丙.zip"]] and isinstance(two[0], Source)
    four = read(zipped({"乙.zip": zipped({"丙.zip": zipped({"丁.zip": inner})})}), "甲.zip")
    assert isinstance(four[0], Unread) and four[0].reason == "too_large" and "甲.zip/乙.zip/丙.zip/丁.zip" in four[0].message


def test_a_member_that_cannot_be_read_is_named_and_the_others_go_on() -> None:
    found = read(zipped({"a.txt": b"", "b.docx": b"PK\3\4 broken", "c.png": b"\x89PNG\r\n\x1a\n" + bytes(50), "d.txt": SENTENCE}))
    assert [(item.name, item.reason) for item in found if isinstance(item, Unread)] == [
        ("a.txt", "empty"), ("b.docx", "damaged"), ("c.png", "needs_ocr"),
    ]  # fmt: skip
    assert isinstance(found[3], Source)
    assert all("附件.zip/" in item.message for item in found if isinstance(item, Unread))


@pytest.mark.parametrize(("encoding", "flag"), [("gbk", 0), ("utf-8", 0), ("utf-8", 0x800)])
def test_names_of_chinese_systems(encoding: str, flag: int) -> None:
    name = "关于印发工作方案的通知.txt"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("0" * len(name.encode(encoding)), SENTENCE)
    data = stream.getvalue().replace(b"0" * len(name.encode(encoding)), name.encode(encoding))
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.index(sign) + offset
        data = data[:place] + struct.pack("<H", flag) + data[place + 2 :]
    assert [item.name for item in read(data)] == [name]


def test_one_document_cannot_be_read_from_an_archive() -> None:
    with pytest.raises(ReadError, match="several files") as caught:
        reading.read(zipped({"方案.txt": SENTENCE}), "附件.zip")
    assert caught.value.reason == "unsupported"


def test_bounds_hold_for_all_members_together() -> None:
    piece = bytes(range(256)) * 200
    inner = zipped({f"{n}.txt": SENTENCE for n in range(3000)})
    found = read(zipped({"a.zip": inner, "b.zip": inner, "c.bin": piece}))
    assert [item.reason for item in found if isinstance(item, Unread) and item.name.endswith("zip")] == ["too_large"]
    assert sum(isinstance(item, Source) for item in found) == 3000


def test_an_archive_of_nothing_is_named() -> None:
    found = read(zipped({"__MACOSX/x": b"x"}))
    assert isinstance(found[0], Unread) and found[0].reason == "empty"


@pytest.mark.parametrize(
    ("start", "word"), [(b"Rar!\x1a\x07\x01\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b\x08", "gzip")]
)
def test_other_archives_are_refused_with_a_remedy(start: bytes, word: str) -> None:
    with pytest.raises(ReadError, match=word) as caught:
        reading.read(start + bytes(100), "附件.bin")
    assert caught.value.reason == "unsupported" and "unpack" in str(caught.value)


def test_a_lying_size_is_found_out() -> None:
    data = bytearray(zipped({"方案.txt": SENTENCE * 1000}))
    place = data.index(b"PK\1\2") + 24
    data[place : place + 4] = struct.pack("<L", 10)
    found = read(bytes(data))
    assert isinstance(found[0], Unread) and found[0].reason in ("damaged", "too_large")
