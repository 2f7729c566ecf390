"""Expressions (数量表达): a number put together with its unit, its range mate and the comparators beside it.

Nothing is judged here: whether an expression is a quantity of a plan is decided in `quantities_names`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, TypeVar

import msgspec

from policy_extract.mentions.comparators import Bound, ComparatorTable, comparator_table, including
from policy_extract.mentions.numbers import Number, NumberScanner, quotient, tidy
from policy_extract.mentions.units import Unit, UnitTable, unit_table
from policy_extract.model import Quantity
from policy_extract.patterns import Pack

YEARS: Final = (Decimal(1000), Decimal(2999))
HALF_STEPS: Final = {"length", "mass", "time", "area", "age"}
HALF_WORDS: Final = frozenset("径导岛山球价载身数小年月天成")
"""半 before these begins a word of its own: 500米半径."""
MEASURED: Final = HALF_STEPS | {"money", "power", "volume", "energy"}
CLOCK_OR_DATE: Final = "年月号时点周届"
CURRENCY_SIGNS: Final = {"$": "美元", "￥": "元", "¥": "元", "€": "欧元"}
ENDS_IN_BEFORE = ("目", "当", "日", "此", "之", "以", "先")
"""What makes 前 the end of a word (目前5个项目竣工), which puts nothing in an order."""
LEADING: Final = "第前:：∶比/-–—~～至到、和与"
LONGEST_RATIO: Final = 5
LEAST_PARTS: Final = 2
"""More numbers than these that add up to 100 are the parts of a whole (8:61:31), no time of day."""
LONGEST_INDENT: Final = 20
JOINING: Final = "以之上左和及与至到比或"
MINUS: Final = "-－−—–负"
PER_MARKS: Final = ("/", "／", "每")
STARTING: Final = "，,。；;：:、（("
"""Marks behind which a dash may be a minus."""

NOT_UP: Final = frozenset("以迈跨站登跃踏")
"""Before 上, these make another word of it: 以上, 迈上万亿元台阶; 上万户 is ten thousand and more."""

TIMES: Final = {"1": "", "一": "", "100": "百", "1000": "千", "10000": "万"}
"""Multiples by which something is counted, in the words of a unit."""

T = TypeVar("T")


class Reading(msgspec.Struct):
    """A number as read with its surroundings, before it is judged."""

    number: Number
    quantity: Quantity
    unit: Unit | None = None
    last: Number | None = None
    """The second number of a range or ratio."""
    ordinal: str = ""
    """`第` or `前` directly before the number."""

    @property
    def bare(self) -> bool:
        """A number without any unit."""
        return self.unit is None and self.number.unit is None and self.quantity.ratio is None


class ExpressionReader:
    """Puts numbers, units and comparators together; made once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the patterns of the family `quantities` that belong to the form of an expression."""
        self.units: UnitTable = unit_table(pack)
        self.comparators: ComparatorTable = comparator_table(pack)
        self.numbers = NumberScanner(pack, self.units.starts)
        self._unit_starts = frozenset(self.units.starts)
        rules = pack.family("quantities").rules
        self._range = rules["quantities.range_mark"].anchored
        self._ratio = rules["quantities.ratio_mark"].anchored
        self._per_unit = rules["quantities.per_unit_tail"].anchored
        self._more_behind = rules["quantities.more_behind"].anchored
        self._ratio_cue = rules["quantities.ratio_cue"].quick

    def read(self, text: str, start: int, end: int, everything: bool) -> list[Reading]:
        """All expressions of text[start:end]."""
        numbers = list(self.numbers.scan(text, start, end, everything))
        if not everything:
            numbers = [number for number in numbers if not self._hopeless(text, number)]
        readings: list[Reading] = []
        index, floor = 0, start
        while index < len(numbers):
            reading, used = self._expression(text, numbers, index, floor, end)
            index += used
            if reading is not None:
                readings.append(reading)
                floor = max(reading.quantity.core_end, reading.number.end)
        return readings

    def _hopeless(self, text: str, number: Number) -> bool:
        """A plain number right before a word that is neither unit, comparator nor list mark: no quantity."""
        if number.kind != "arabic" or number.end - number.start > 4 or number.more or number.multiplier != 1:
            return False
        after = text[number.end : number.end + 1]
        if not "\u4e00" <= after <= "\u9fff" or after in JOINING or after in self._unit_starts:
            return False
        return number.start == 0 or text[number.start - 1] not in LEADING

    def _expression(self, text: str, numbers: list[Number], index: int, floor: int, end: int) -> tuple[Reading | None, int]:
        """The expression that begins with numbers[index] and how many numbers it takes."""
        number = numbers[index]
        mate = numbers[index + 1] if index + 1 < len(numbers) else None
        line_number = self._after_line_number(text, number, floor)
        place, unit = self._unit(text, line_number or number)
        used, reading = 1, None
        if line_number is not None and unit is not None and unit.dimension in ("count", "organisation", "person"):
            number = line_number
        if mate is not None and mate.start - place <= 9:
            reading, used = self._range_of(text, number, mate, place, unit), 2
            if reading is None:
                reading, used = self._ratio_of(text, numbers, index)
        if reading is None:
            reading, used = self._single(text, number, place, unit), 1
        if reading is None:
            return None, used
        self._sign(text, reading, floor)
        self._bounds(text, reading, floor, end)
        return reading, used

    def _after_line_number(self, text: str, number: Number, floor: int) -> Number | None:
        """`2.5家` at the head of a line is item 2 followed by 5家."""
        if number.kind != "arabic" or (number.start and text[number.start - 1] not in "\n\r \t#"):
            return None
        whole, dot, part = text[number.start : number.end].partition(".")
        if not dot or not part.isdigit() or part.startswith("0") or len(whole) > 2:
            return None
        head = text[max(floor, number.start - LONGEST_INDENT) : number.start].rstrip(" \t#\u3000")
        if (head and head[-1] not in "\r\n") or self.comparators.before(text, number.start, floor) is not None:
            return None
        return Number(number.start + len(whole) + 1, number.end, "arabic", Decimal(part))

    def _unit(self, text: str, number: Number) -> tuple[int, Unit | None]:
        """End of the unit behind a number and the unit itself."""
        place = number.end
        if number.unit is not None:
            return place, None
        if text[place : place + 1] == " ":
            place += 1
        found = self.units.match(text, place)
        if found is not None and found[1].canonical == "个" and text.startswith("多百分点", found[0]):
            # 3个多百分点: 多 stands inside the unit.
            number.more, found = True, (found[0] + 4, self.units.names["百分点"])
        elif found is not None and found[1].canonical == "个" and text.startswith("位次", found[0]):
            # 提升2个位次 moves by as many places as 提升2位.
            found = (found[0] + 2, self.units.names["位"])
        elif found is not None and text.startswith("人口", found[0] - 1) and number.kind != "bare":
            # 34.7万人口 counts people, 每万人口 says for how many.
            found = (found[0] + 1, found[1])
        if found is not None and text[found[0] : found[0] + 1] in ("（", "("):
            found = (self.units.behind_other_name(text, *found), found[1])
        return found if found else (number.end, None)

    def _single(self, text: str, number: Number, place: int, unit: Unit | None) -> Reading | None:
        """A number that stands alone."""
        after = text[number.end : number.end + 1]
        if unit is None and number.unit is None and (after in CLOCK_OR_DATE and after):
            return None
        if unit is not None and unit.canonical in ("年", "天") and _is_date(text, number, unit):
            return None
        quantity = Quantity(number.start, place, value=number.value, core_start=number.start, core_end=place)
        if number.high is not None:
            quantity.value, quantity.low, quantity.high, quantity.comparator = None, number.value, number.high, "range"
        reading = Reading(number, quantity, unit)
        if number.unit is not None:
            quantity.unit, quantity.fraction = number.unit, number.fraction
        elif unit is not None:
            self._apply_unit(text, reading, unit)
        elif number.start and text[number.start - 1] in CURRENCY_SIGNS:
            quantity.start, quantity.unit = number.start - 1, CURRENCY_SIGNS[text[number.start - 1]]
        self._tail(text, reading)
        return reading

    def _apply_unit(self, text: str, reading: Reading, unit: Unit) -> None:
        """Write the unit into the quantity; 成 becomes per cent, 倍 a multiple."""
        quantity, place = reading.quantity, reading.quantity.core_end
        quantity.unit = unit.canonical
        half = Decimal(0)
        if (
            text[place : place + 1] == "半"
            and text[place + 1 : place + 2] not in HALF_WORDS
            and (unit.dimension in HALF_STEPS or unit.canonical == "成")
        ):
            half, quantity.core_end = Decimal("0.5"), place + 1
        elif unit.canonical == "成" and text[place : place + 1] in "一二三四五六七八九" and place < len(text):
            half, quantity.core_end = Decimal("一二三四五六七八九".index(text[place]) + 1) / 10, place + 1
        factor = Decimal(10) if unit.canonical == "成" else Decimal(1)
        if unit.canonical == "折" and quantity.value is not None and quantity.value > 10:
            factor = Decimal("0.1")
        if half or factor != 1:
            _each(quantity, lambda value: tidy((value + half) * factor))
        if (unit.canonical == "成" or unit.dimension in MEASURED) and self._more_behind.match(text, quantity.core_end):
            quantity.core_end += 1
            reading.number.more = True
        if unit.canonical == "成":
            quantity.unit = "%"
        elif unit.dimension == "multiple":
            quantity.unit, quantity.measure = "", "multiple"

    def _tail(self, text: str, reading: Reading) -> None:
        """元/户, 元每平方米, 次/年: what the unit is counted by; also closes the span."""
        quantity = reading.quantity
        if reading.unit is not None and quantity.measure != "multiple":
            match = self._per_unit.match(text, quantity.core_end)
            if match:
                denominator = self.units.names.get(match["by"])
                name = denominator.canonical if denominator and denominator.dimension != "person" else match["by"]
                quantity.unit = f"{quantity.unit}/{times_of(match['times'])}{'人' if name in ('名', '位') else name}"
                quantity.core_end = match.end()
        quantity.end = quantity.core_end

    def _range_of(self, text: str, low: Number, high: Number, place: int, unit: Unit | None) -> Reading | None:
        """5—6个, 10%-15%, 20至30万吨, 在20和30之间."""
        if low.high is not None or high.high is not None or low.fraction or high.fraction:
            return None
        each = self._per_unit.match(text, place) if unit is not None and text[place : place + 1] in PER_MARKS else None
        mark = self._range.match(text, each.end() if each is not None else place)
        if mark is None or mark.end() != high.start:
            return None
        last_place, last_unit = self._unit(text, high)
        if mark["pair"] and last_unit is not None and last_unit.canonical == "间":
            last_place, last_unit = high.end, None
        if mark["pair"] and not text.startswith(("之间", "间", "区间"), last_place):
            return None
        own = unit or last_unit
        if (unit and last_unit and unit is not last_unit) or (low.unit or high.unit) != (high.unit or low.unit):
            return None
        if mark["pair"]:
            last_place += 1 if text[last_place] == "间" else 2
        first = low.value
        if low.multiplier == 1 and high.multiplier != 1 and unit is None and first * high.multiplier <= high.value:
            first *= high.multiplier
        if first >= high.value or (own and own.canonical == "年" and YEARS[0] <= first <= YEARS[1]):
            return None
        quantity = Quantity(
            low.start, last_place, low=tidy(first), high=high.value, comparator="range", core_start=low.start, core_end=last_place
        )
        quantity.unit = low.unit or high.unit or ""
        reading = Reading(low, quantity, own, high)
        if own is not None and own.dimension != "never":
            self._apply_unit(text, reading, own)
        self._tail(text, reading)
        return reading

    def _ratio_of(self, text: str, numbers: list[Number], index: int) -> tuple[Reading | None, int]:
        """1∶2, 10:45:45: a ratio when its surroundings say so, else perhaps a time of day; 1/2 is a fraction."""
        first, second, used = numbers[index], numbers[index + 1], 2
        mark = self._ratio.match(text, first.end)
        if mark is None or mark.end() != second.start or {first.kind, second.kind} != {"arabic"} or first.multiplier != 1:
            return None, 1
        if mark[0] == "/":
            return self._slash(text, first, second)
        members = [first, second]
        while len(members) < LONGEST_RATIO and index + used < len(numbers) and numbers[index + used].kind == "arabic":
            following = self._ratio.match(text, members[-1].end)
            if following is None or following.end() != numbers[index + used].start:
                break
            members.append(numbers[index + used])
            used += 1
        last = members[-1]
        after = text[last.end : last.end + 1]
        window = text[max(0, first.start - 16) : first.start] + "|" + text[last.end : last.end + 6]
        whole = len(members) > LEAST_PARTS and abs(sum((member.value for member in members), Decimal(-100))) <= 1
        if (after and after in CLOCK_OR_DATE) or not (whole or self._ratio_cue.search(window)) or last.multiplier != 1:
            return None, 1
        quantity = Quantity(first.start, last.end, core_start=first.start, core_end=last.end, measure="ratio")
        quantity.ratio = ":".join(_as_printed(text, member) for member in members)
        return Reading(first, quantity, None, last), used

    @staticmethod
    def _slash(text: str, first: Number, second: Number) -> tuple[Reading | None, int]:
        """1/2, 2/3: a fraction of small whole numbers."""
        after = text[second.end : second.end + 1]
        whole = first.value == first.value.to_integral_value() and second.value == second.value.to_integral_value()
        if (
            not whole
            or not 0 < first.value < second.value <= 100
            or (after and after not in "以的左，,。、；")
            or second.end - second.start > 2
        ):
            return None, 1
        quantity = Quantity(first.start, second.end, core_start=first.start, core_end=second.end)
        quantity.value, quantity.fraction = quotient(first.value, second.value), f"{first.value}/{second.value}"
        return Reading(msgspec.structs.replace(first, unit="", fraction=quantity.fraction), quantity, None, second), 2

    def _sign(self, text: str, reading: Reading, floor: int) -> None:
        """负, minus and plus-minus in front of the number; ordinals 第 and 前."""
        quantity, place = reading.quantity, reading.number.start
        if place <= floor and place == 0:
            return
        before = text[place - 1] if place else ""
        if before == "第" or (before == "前" and text[place - 2 : place - 1] not in ENDS_IN_BEFORE):
            reading.ordinal = before
        if before not in MINUS or not before or reading.quantity.ratio:
            return
        ahead = text[place - 2] if place > 1 and place - 1 > floor else ""
        dash = before != "负"
        if dash and place - 1 == floor and floor and not text[floor - 1].isspace() and text[floor - 1] not in STARTING:
            return  # 80元/吨-100元/吨: the dash follows an amount, nothing is below zero.
        if not dash and place > 1 and "\u4e00" <= text[place - 2] <= "\u9fff" and text[place - 2] not in "为长达至到是降从由":
            return
        if dash and (
            (ahead and ((ahead.isalnum() and ahead.isascii()) or ahead in MINUS or ahead in "%）)”")) or place - 1 < floor
        ):
            return
        if dash and ahead and quantity.unit not in ("%", "‰", "摄氏度", "基点", "个基点") and not ahead.isspace():
            return
        if quantity.low is not None and -quantity.low <= (quantity.high or 0):
            quantity.low = -quantity.low  # 零下: -5至10摄氏度, the sign is that of the lower end
        elif quantity.value is not None:
            quantity.value = -quantity.value
        quantity.start = quantity.core_start = place - 1

    def _bounds(self, text: str, reading: Reading, floor: int, end: int) -> None:
        """The comparators beside the number; the one in front wins over eq and over the one behind."""
        quantity, number = reading.quantity, reading.number
        after = self.comparators.after(text, quantity.end, end)
        before = including(text, quantity.end, self.comparators.before(text, quantity.start, floor))
        if before is not None and text.startswith(("基础上", "的基础上"), quantity.end) and "额度" in before.word:
            before = None  # 贷款最高额度在80万元基础上上浮: the highest amount is what is raised.
        place = quantity.start
        if (
            before is None
            and number.kind == "bare"
            and place > floor
            and text[place - 1] == "上"
            and text[place - 2 : place - 1] not in NOT_UP
        ):
            quantity.comparator, quantity.start = "ge", place - 1
        inside = reading.unit is not None and reading.unit.dimension == "time" and text[quantity.end : quantity.end + 1] == "内"
        if after is None and inside and text[quantity.end + 1 : quantity.end + 2] not in ("部", "容", "外", "涵"):
            after = Bound("le", quantity.end + 1, "内", "comparators.le_after")
        if after is None and text.startswith("倍多", quantity.end - 1):
            after = Bound("gt", quantity.end + 1, "多", "comparators.after")
        if number.more and quantity.comparator == "eq":
            quantity.comparator = "gt"
        if number.over:
            quantity.comparator = "gt"
        if after is not None:
            quantity.end = after.place
            if quantity.comparator != "range":
                quantity.comparator = after.comparator
            quantity.rules.append(after.rule)
            if after.comparator == "approx":
                quantity.hedge = after.word
        if before is not None and not _is_aspect(before.word, reading):
            quantity.start = before.place
            if quantity.comparator != "range":
                quantity.comparator = before.comparator
            quantity.rules.append(before.rule)
            if before.comparator == "approx":
                quantity.hedge = quantity.hedge or before.word


def times_of(printed: str | None) -> str:
    """How many units an amount is counted by, as part of the unit: 100平方米 is 百平方米, one says nothing."""
    return TIMES.get(printed or "", printed or "")


def _is_aspect(word: str, reading: Reading) -> bool:
    """过 after a verb (举办过3场) is no comparator: it must bound a share or a large round number."""
    return (
        word == "过"
        and reading.number.multiplier < 10**4
        and reading.quantity.unit not in ("%", "")
        and reading.number.kind != "bare"
    )


def _is_date(text: str, number: Number, unit: Unit) -> bool:
    """2025年 and the day in 5月20日 are dates."""
    if unit.canonical == "年":
        return YEARS[0] <= number.value <= YEARS[1] or (text[number.start : number.start + 1] in "〇零")
    return number.start > 0 and text[number.start - 1] == "月" and text[number.end : number.end + 1] == "日"


def _each(quantity: Quantity, change: object) -> None:
    """Apply a change to every number of a quantity."""
    assert callable(change)
    if quantity.value is not None:
        quantity.value = change(quantity.value)
    if quantity.low is not None and quantity.high is not None:
        quantity.low, quantity.high = sorted((change(quantity.low), change(quantity.high)))


def expression_reader(pack: Pack) -> ExpressionReader:
    """The reader of a pack, made once."""
    reader: ExpressionReader = pack.cached("quantities.reader", ExpressionReader)
    return reader


def _as_printed(text: str, number: Number) -> str:
    """A member of a ratio with the digits it is printed with (45.0 stays 45.0), in half width."""
    printed = text[number.start : number.end]
    return printed if printed.isascii() and "," not in printed else format(number.value, "f")
