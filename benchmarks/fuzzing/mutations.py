"""Changes an input a little or a lot (变异): texts by words, packages by their members, other files by bytes."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable

Change = Callable[[bytes, random.Random], bytes]
WORDS = (
    "一、", "（二）", "3.", "（4）", "①", "一是", "第三章", "附件1", "到", "至", "—", "-", "~", "2026年", "2026",
    "20xx年", "年底前", "上半年", "汛期前", "每年", "每季度", "“十五五”期间", "期末", "三年内", "自", "起", "今年",
    "去年", "截至", "以来", "力争", "确保", "不得", "鼓励", "已", "完成", "建成", "达到", "提高到", "由", "增长", "下降",
    "翻一番", "不低于", "不超过", "以上", "以内", "左右", "约", "近", "超", "突破", "10", "1.5", "1,200", "３０",
    "三百二十", "百分之三十五", "三分之二", "一半", "七成", "八折", "千", "万", "亿", "元", "%", "‰", "个", "家", "公里",
    "万人次", "百分点", "倍", "名", "第", "位", "分别", "市财政局", "各区政府", "牵头", "配合", "负责",
    "（责任单位：市教育局、市民政局）", "牵头单位：", "完成时限：", "、", "，", "。", "；", "：", "（", "）", "《", "》",
    "“", "”", "\n", "\n\n", "\t", "\u3000", " ", "", "", "", "\ufeff", "\u200b", "\x00", "😀", "⻄", "養", "#", "##",
    "**", "<td>", "</td>", "<!--", "&nbsp;", ">", "1:2", "１∶３", "全覆盖", "应保尽保", "整改情况", "已完成", "含",
    "其中", "∑", "﹪", "½", "Ⅲ", "㈠", "㎡", "…",
)  # fmt: skip
"""Words of plans and signs that damage them."""
LONGEST = 12_000
NUMBERS = (0, 1, 2, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
XML_PIECES = (
    b'<w:p/>', b'<w:tbl>', b'</w:tbl>', b'<w:tr>', b'<w:tc>', b'<w:vMerge/>',
    b'<w:gridSpan w:val="99999"/>', b'&#0;', b'&#xD800;', b'<!-- -->', b'<![CDATA[', b']]>',
    b'="-1"', b'="99999999999"', b'=""', b'="A1:XFD1048576"', b'<si/>', b'<v>1e999</v>', b'<t/>',
)  # fmt: skip


def change_text(data: bytes, dice: random.Random) -> bytes:
    """Another text: pieces moved, doubled, cut out, or words put in, up to a bound."""
    text = data.decode("utf-8", "ignore")
    for _ in range(dice.choice((1, 1, 2, 3, 8))):
        here = dice.randint(0, len(text))
        there = min(len(text), here + dice.choice((1, 2, 5, 20, 100)))
        match dice.randrange(7):
            case 0:
                text = text[:here] + text[there:]
            case 1:
                text = text[:there] + text[here:there] * dice.choice((1, 1, 2, 50)) + text[there:]
            case 2:
                piece, aim = text[here:there], dice.randint(0, len(text))
                text = text[:aim] + piece + text[aim:]
            case 3:
                text = (
                    text[:here] + chr(dice.choice((dice.randrange(32, 127), dice.randrange(0x4E00, 0x9FFF)))) + text[here + 1 :]
                )
            case 4:
                text = text[:here] + "".join(dice.choices(WORDS, k=dice.choice((2, 4, 12)))) + text[there:]
            case _:
                text = text[:here] + dice.choice(WORDS) + text[here:]
    return text[:LONGEST].encode("utf-8", "ignore")


def change_bytes(data: bytes, dice: random.Random) -> bytes:
    """Other bytes: bits turned, numbers set, slices cut or doubled."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        if not found:
            return b"\0"
        here = dice.randrange(len(found))
        match dice.randrange(6):
            case 0:
                found[here] ^= 1 << dice.randrange(8)
            case 1:
                found[here] = dice.randrange(256)
            case 2:
                size = dice.choice((1, 2, 4))
                found[here : here + size] = (dice.choice(NUMBERS) & (256**size - 1)).to_bytes(size, "little")
            case 3:
                del found[here : here + dice.choice((1, 4, 64, 512))]
            case 4:
                found[here:here] = found[here : here + dice.choice((1, 4, 64, 512))]
            case _:
                aim = dice.randrange(len(found))
                found[here : here + 8] = found[aim : aim + 8]
    return bytes(found)


def change_markup(data: bytes, dice: random.Random) -> bytes:
    """Other markup: pieces of words, tags or bytes put in or taken out."""
    if dice.random() < 0.4:
        return change_bytes(data, dice)
    if dice.random() < 0.5:
        return change_text(data, dice)
    here = dice.randint(0, len(data))
    return data[:here] + dice.choice(XML_PIECES) * dice.choice((1, 1, 3, 200)) + data[here:]


def change_package(data: bytes, dice: random.Random) -> bytes:
    """Another package: one member changed, doubled, renamed or left out; now and then the bytes of the package itself."""
    if dice.random() < 0.1:
        return change_bytes(data, dice)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(member.filename, archive.read(member)) for member in archive.infolist()[:60]]
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        return change_bytes(data, dice)
    if not parts:
        return change_bytes(data, dice)
    chosen = dice.randrange(len(parts))
    name, content = parts[chosen]
    match dice.randrange(12):
        case 0:
            del parts[chosen]
        case 1:
            parts.insert(dice.randrange(len(parts)), (dice.choice((name + "2", "../" + name, name.upper())), content))
        case 2:
            parts[chosen] = (name, parts[dice.randrange(len(parts))][1])
        case _:
            parts[chosen] = (name, change_markup(content, dice))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in dict(parts).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()
