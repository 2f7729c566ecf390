"""Columns, headers and words of states of the ledgers that are fed: data of the pattern family `feed_profiles` (台账模板).

A user's own profile is a YAML file with the keys of one of the built-in ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import pydantic
import yaml

from policy_extract.errors import PatternError, UsageError
from policy_extract.patterns import Pack

FAMILY = "feed_profiles"
BRACKETED = re.compile(r"[（(【\[〔].*?[）)】\]〕]")
NEAREST = {"partial": "ongoing", "undone": "not_started"}
"""The state that stands for one that a target has no word for."""
MARKS = re.compile(r"[\W_]+")


class Model(pydantic.BaseModel):
    """A validated piece of a profile; unknown keys are errors."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Field(Model):
    """What a column holds and whose it is (字段)."""

    name: str
    title: str
    kind: Literal["text", "number", "date"] = "text"
    owner: Literal["ours", "shared", "people"] = "ours"
    english: str = ""


class Own(Model):
    """A column of a profile that has another title or owner than usual."""

    field: str
    title: str = ""
    owner: Literal["ours", "shared", "people", ""] = ""


class Profile(Model):
    """A kind of ledger (台账模板)."""

    title: str
    kinds: Annotated[list[Literal["goal", "task", "assignment", "problem"]], pydantic.Field(min_length=1)]
    columns: Annotated[list[str | Own], pydantic.Field(min_length=2)]
    statuses: str = "default"


def bare(header: str) -> str:
    """A header without brackets, white space and marks: 完成时限（具体到月） is 完成时限."""
    return MARKS.sub("", BRACKETED.sub("", header)) or MARKS.sub("", header)


class StatusWords:
    """States as a target says them (状态用语)."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """Words by state, the written one first."""
        self.written = {state: said[0] for state, said in words.items()}
        self._read = {word: state for state, said in words.items() for word in said}

    def said(self, state: str) -> str:
        """The word for a state; a state without one is said as the nearest that has one."""
        if state in self.written or not state:
            return self.written.get(state, "")
        return self.written.get(NEAREST.get(state, ""), state)

    def state(self, word: str) -> str:
        """The state that a word means; a word of people's own stays as it is."""
        return self._read.get(word.strip(), word.strip())


class Catalogue:
    """All fields, headers, profiles and words of states."""

    def __init__(self, pack: Pack) -> None:
        """Read and check the data. Raises PatternError."""
        family = pack.family(FAMILY)
        for name in ("fields", "synonyms", "profiles", "statuses"):
            family.words(name)
        try:
            self.fields = {name: Field(name=name, **given) for name, given in family.vocabularies["fields"].items()}
            self.profiles = {name: Profile(**given) for name, given in family.vocabularies["profiles"].items()}
        except (pydantic.ValidationError, TypeError) as error:
            raise PatternError(f"family {FAMILY}: {error}") from error
        self._statuses: dict[str, dict[str, list[str]]] = family.vocabularies["statuses"]
        self._headers: dict[str, str] = {}
        for name, words in family.vocabularies["synonyms"].items():
            for word in words:
                if self._headers.setdefault(bare(word), name) != name:
                    raise PatternError(
                        f"family {FAMILY}: header {word} stands under {self._headers[bare(word)]} and {name}; keep one"
                    )
        for profile in self.profiles.values():
            self.check(profile, f"family {FAMILY}")

    def check(self, profile: Profile, place: str) -> None:
        """See that a profile names known fields and words. Raises PatternError."""
        for column in profile.columns:
            name = column if isinstance(column, str) else column.field
            if name not in self.fields:
                raise PatternError(f"{place}: unknown field {name!r}; known: {', '.join(sorted(self.fields))}")
        if profile.statuses not in self._statuses:
            raise PatternError(
                f"{place}: unknown words of states {profile.statuses!r}; known: {', '.join(sorted(self._statuses))}"
            )

    def profile(self, name: str) -> Profile:
        """A profile by its name, or read from a YAML file. Raises UsageError or PatternError."""
        if name in self.profiles:
            return self.profiles[name]
        path = Path(name)
        if not path.is_file():
            raise UsageError(f"{name}: no profile and no file; choose one of {', '.join(self.profiles)} or give a YAML file")
        try:
            given = yaml.safe_load(path.read_text(encoding="utf-8"))
            profile = Profile(**given)
        except (yaml.YAMLError, UnicodeDecodeError, pydantic.ValidationError, TypeError) as error:
            raise PatternError(f"{path}: not a profile: {' '.join(str(error).split())}") from error
        self.check(profile, str(path))
        return profile

    def columns(self, profile: Profile) -> list[Field]:
        """The columns of a profile in order."""
        found = []
        for column in profile.columns:
            own = Own(field=column) if isinstance(column, str) else column
            field = self.fields[own.field]
            found.append(field.model_copy(update={"title": own.title or field.title, "owner": own.owner or field.owner}))
        return found

    def field_of(self, header: str, columns: Sequence[Field] = ()) -> Field | None:
        """The field that a header means: by the titles of the profile first, then by the words people use."""
        plain = MARKS.sub("", header)
        for field in [*columns, *self.fields.values()]:
            if plain and plain == MARKS.sub("", field.title):
                return field
        name = self._headers.get(bare(header))
        if name is None:
            return None
        return next((field for field in columns if field.name == name), self.fields[name])

    def statuses(self, name: str) -> StatusWords:
        """The words of states of that name."""
        return StatusWords(self._statuses[name])
