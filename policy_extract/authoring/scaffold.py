"""A new pack (规则包脚手架): a folder with commented files that checks and tests as it stands."""

from __future__ import annotations

from pathlib import Path

from policy_extract.errors import UsageError
from policy_extract.patterns.manifest import NAME
from policy_extract.version import VERSION

MANIFEST_TEXT = """\
# 规则包的说明。改动内容后请提高版本号；全部文件的哈希写入每条记录（pack_hash）。
# What the pack is. Raise the version when you change it; a hash of all files goes into every record (pack_hash).
name: {name}
version: '0.1.0'
needs: '>={version}'
licence: CC0-1.0
description: 请用一句话说明本规则包 / say in a line what it is for
# 按编号停用内置规则或词表行，例如 themes.growth 或 units.旦 / switch off built-in rules or rows by id
disable: []
"""
ENTRIES_TEXT = """\
# 词条：一行一条，无需写程序。把示例换成自己的内容。approved: false 的词条只作草稿，不起作用。
# Entries, one a line, no code. Put your own in place of the examples. One with approved: false is a draft without effect.
indicators:
  # 指标：编号、名称、别名、单位（新单位写成 {{name: …}}）。例句写作 名称|单位。
  # An indicator: id, name, aliases, unit (a new unit as {{name: …}}). An example is name|unit.
  - {{id: {key}_sample_rate, name: 示例达标率, aliases: [示例合格率], unit: '%', good: up, examples: ['示例合格率|%']}}
units:
  # 单位：dimension 是所量之物；reading: free 任意数字，counted 中文数字需有动词，cued 需有提示词。
  # A unit: dimension is what it measures; reading says when a number with it is a quantity.
  - {{name: 示例份次, dimension: count, reading: counted, examples: [{{text: 完成3示例份次, quote: 3示例份次}}]}}
bodies:
  # 责任主体及其别名；kind: government、institution、party、mass、judicial、vertical。
  - {{name: 示例服务专班, kind: institution, aliases: [示例专班]}}
columns:
  # 表头同义词：column 为 tables 规则的末段（lead、cooperate、time、task …）。
  - {{column: lead, words: [示例主抓单位]}}
words:
  # 给任一词表增删词；词表名见 `policy-extract patterns list --vocabularies`。
  - {{vocabulary: roles.label_stem, add: {{示例主抓: lead}}}}
"""
RULES_TEXT = """\
# 规则：正则式加正例、反例。<<名称>> 引用子模式或词表，见 docs/packs.md。
# Rules: a pattern with examples and counter-examples. <<name>> puts in a definition or vocabulary.
family: themes
rules:
  - id: themes.{key}_sample
    description: 示例主题
    pattern: '示例(?:工程|行动)'
    fields: {{name: 示例主题}}
    examples: [{{text: 实施示例行动, quote: 示例行动}}]
    counter_examples: [示例文本]
"""
TRIAL_TEXT = """\
# 小样：一段短文和应得的记录；只写关心的字段。policy-extract patterns test 运行它。
# A trial: a short text and the records it must give; write only the fields that matter.
text: |
  一、主要目标
  到2026年底，示例合格率达到95%以上，完成3示例份次。（示例主抓单位：示例专班）
expect:
  - quote: 示例合格率
    quantities:
      - {{indicator: 示例合格率, indicator_id: {key}_sample_rate, comparator: ge, value: 95, unit: '%'}}
      - {{value: 3, unit: 示例份次}}
    responsibilities:
      - {{organisation_id: 示例服务专班, role: lead}}
absent:
  - quantities: [{{unit: 示例份}}]
"""


def new_pack(folder: Path) -> list[Path]:
    """Make a pack in a folder that does not exist yet; returns its files. Raises UsageError."""
    name = folder.name.lower()
    if not NAME.fullmatch(name):
        raise UsageError(f"{folder.name}: no name for a pack; use small letters, digits, Chinese characters, - and _ only")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: exists already; give the name of a new folder")
    (folder / "tests").mkdir(parents=True)
    said = {"name": name, "key": name.replace("-", "_"), "version": VERSION}
    texts = {
        "pack.yaml": MANIFEST_TEXT, "entries.yaml": ENTRIES_TEXT, "rules.yaml": RULES_TEXT, "tests/sample.yaml": TRIAL_TEXT,
    }  # fmt: skip
    for file, text in texts.items():
        (folder / file).write_text(text.format(**said), encoding="utf-8", newline="\n")
    return [folder / file for file in texts]
