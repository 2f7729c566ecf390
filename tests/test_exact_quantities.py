"""Constructions read on documents of many cities and genres: names, units, bounds, phases, baselines, scopes of numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

PLAN = """云泽市2026年工作方案
2026年1月8日
一、重点任务
{task}
"""


def read(extractor: Extractor, task: str) -> dict[str, Quantity]:
    """The quantities of one task by their quotes, conditions and bases included."""
    result = extractor.extract_text(PLAN.format(task=task))[0]
    text = result.view.text
    return {text[q.start : q.end]: q for q in result.document.quantities}


NAMES = [
    # both sides of the number make the name
    ("总投资86亿元的临湖风电项目实质性开工。", {"86亿元": "临湖风电项目总投资"}),
    ("延续执行用人单位0.7%的缴费比例。", {"0.7%": "缴费比例"}),
    ("落实减税降费及缓税缓费超3亿元。", {"超3亿元": "减税降费及缓税缓费"}),
    ("竞得人可缴纳起始价的30%作为竞买保证金。", {"30%": "竞买保证金"}),
    ("按投资额60%抵扣应纳税所得额。", {"60%": "抵扣应纳税所得额"}),
    ("小微企业减按20%计算应纳税所得额。", {"20%": "应纳税所得额"}),
    ("对技改项目给予担保支持和1.5个百分点贴息。", {"1.5个百分点": "贴息"}),
    # lists that share a head, a modifier, a kind or what the share is of
    ("服务贸易、货物贸易进出口总额分别达到90亿美元和700亿美元。", {"90亿美元": "服务贸易进出口总额"}),
    ("城镇居民和农村居民人均可支配收入分别增长4%和7%。", {"4%": "城镇居民人均可支配收入"}),
    ("城乡居民人均可支配收入分别增长4.5%、6.5%。", {"4.5%": "城镇居民人均可支配收入", "6.5%": "农村居民人均可支配收入"}),
    ("城乡低保标准每人每月分别提高到800元、640元。", {"800元": "城市低保标准", "640元": "农村低保标准"}),
    ("规上工业产值、增加值分别达到880亿元和210亿元。", {"210亿元": "规上工业增加值"}),
    ("建制镇、县城建成区污水处理率分别达82%、97%。", {"82%": "建制镇污水处理率"}),
    ("畜牧业、水产业总产值分别增长3%和9%。", {"3%": "畜牧业总产值"}),
    ("外企户数、外贸额分别占全市的31%和44%。", {"31%": "外企户数占全市比重", "44%": "外贸额占全市比重"}),
    ("国家级、省级检测中心分别达到2家和7家。", {"2家": "国家级检测中心"}),
    ("跨国公司地区总部、外资研发中心分别达到12家和31家。", {"12家": "跨国公司地区总部"}),
    ("打造20家制造业、8家服务业知名品牌。", {"20家": "制造业知名品牌"}),
    ("铝业、纺织产业分别打造两个300亿级、三个50亿级产业集群。", {"两个": "300亿级产业集群", "三个": "50亿级产业集群"}),
    # what is counted, up to its adverbs and verbs
    ("12万名退休人员社会化移交工作圆满完成。", {"12万名": "退休人员社会化移交工作"}),
    ("612个项目迅速开复工。", {"612个": "项目"}),
    ("9个县级工业园固定资产投资增长21%。", {"9个": "县级工业园", "21%": "县级工业园固定资产投资"}),
    ("42个城市臭氧年均浓度比2020年下降8%。", {"42个": "城市"}),
    ("35个乡村振兴示范村加快建设。", {"35个": "乡村振兴示范村"}),
    ("推出18个公私合营项目、总投资240亿元。", {"240亿元": "总投资"}),
    ("为乡村学生发放奶粉、为2万名听障老人配备助听器。", {"2万名": "听障老人"}),
    ("在边远乡镇建设急救站点26个。", {"26个": "急救站点"}),
    ("围绕共建通道、共享数据等签署合作备忘录14项。", {"14项": "合作备忘录"}),
    ("整治“两违”行为4万宗。", {"4万宗": "“两违”行为"}),
    ("省级权力事项取消31项、下放56项。", {"31项": "省级权力事项取消", "56项": "省级权力事项下放"}),
    # adverbs, comparisons and bases beside a name
    ("一般预算收入按可比口径增长5.5%。", {"5.5%": "一般预算收入"}),
    ("财政收入完成52亿元，比上年净增6亿元。", {"6亿元": "财政收入"}),
    ("公积金贷款额度在家庭限额的基础上上浮15%。", {"15%": "公积金贷款额度"}),
    ("省属高校毕业去向落实率一般保持在91%。", {"91%": "省属高校毕业去向落实率"}),
    ("基本养老保险参保率达到97%。", {"97%": "基本养老保险参保率"}),
    ("制定政府规章6件，整改小型水库52座。", {"6件": "政府规章"}),
    ("出台稳增长30条政策措施。", {"30条": "政策措施"}),
    ("产业技术创新平台22个、创新战略联盟5家。", {"5家": "创新战略联盟"}),
    ("建成区绿地率达到38%。", {"38%": "建成区绿地率"}),
    ("三级医院达标率达到92%，二级医院达到83%。", {"83%": "二级医院达标率"}),
]


@pytest.mark.parametrize(("task", "expected"), NAMES)
def test_names(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """The name of a number is what it measures, whole and without what stands beside it."""
    found = read(extractor, task)
    assert {quote: found[quote].indicator for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "quote", "unit", "value"),
    [
        ("平台活跃用户数达到3.2亿。", "3.2亿", "户", "320000000"),
        ("参与健身人数达到500万以上。", "500万以上", "人", "5000000"),
        ("地区生产总值突破2000亿。", "突破2000亿", "元", "200000000000"),
        ("装备产业达到千亿级规模。", "千亿级", "元", "100000000000"),
        ("地区生产总值五年增长超千亿。", "超千亿", "元", "100000000000"),
        ("就业率、留用率分别提高3和5个百分点。", "3", "百分点", "3"),
        ("将存量房贷加点幅度调整为不低于-25BP。", "不低于-25BP", "基点", "-25"),
    ],
)
def test_units(extractor: Extractor, task: str, quote: str, unit: str, value: str) -> None:
    """A number without a measure word takes the unit that its noun stands for."""
    quantity = read(extractor, task)[quote]
    assert (quantity.unit, quantity.value) == (unit, Decimal(value))


@pytest.mark.parametrize(
    ("task", "quote", "phase"),
    [
        ("商务用房去化周期超过30个月的，可暂缓供应用地。", "超过30个月", "condition"),
        ("住宅去化周期超过24个月时，暂停新增用地。", "超过24个月", "condition"),
        ("硕士人才，借款金额不得超过15万元，并按贷款利息的30%给予贴息。", "不得超过15万元", "planned"),
        ("在做好现有8条热线服务的基础上，新增2条热线。", "8条", "reference"),
        ("承担16个试点领域中的11个。", "16个", "reference"),
        ("首期缴纳不低于价款40%的前提下，余款可分期缴清。", "40%", "reference"),
        ("项目投资额未达到20%的土地使用权不得转让。", "未达到20%", "condition"),
        ("新招人员达到职工人数20%并签订合同的，可申请贷款。", "20%", "condition"),
    ],
)
def test_phases(extractor: Extractor, task: str, quote: str, phase: str) -> None:
    """What says which case is meant, or from where something starts, is no target; a cap of what is given is one."""
    assert read(extractor, task)[quote].phase == phase


@pytest.mark.parametrize(
    "task",
    [
        "破解城乡二元难题。",
        "探索人机物三元融合。",
        "首套、二套及以上住房贷款统一办理。",
        "改变没有一所二本院校的面貌。",
        "落实土地承包到期后再延长30年试点。",
        "促进300毫米降水线以西地区保护。",
        "（一）人才评价方面6项：代表作评审、同行评议。",
        "采取租赁和补贴两种方式支持安居。",
        "为全部脱贫户购买保险。",
        "推动社会保障由制度全覆盖向人员全覆盖转变。",
    ],
)
def test_no_quantities(extractor: Extractor, task: str) -> None:
    """Ordinals, names of programmes and sizes of things are no quantities."""
    assert read(extractor, task) == {}


@pytest.mark.parametrize(
    ("task", "quote", "baseline"),
    [
        ("企业开办时间由平均15个工作日压缩到3个工作日。", "3个工作日", 15),
        ("贷款年龄由50周岁调整为60周岁。", "60周岁", 50),
        ("抵押年限由18年提高到26年。", "26年", 18),
    ],
)
def test_baselines(extractor: Extractor, task: str, quote: str, baseline: int) -> None:
    """Lengths of time and ages have starting values too."""
    assert read(extractor, task)[quote].baseline_value == baseline


def test_parts_of_a_whole_change(extractor: Extractor) -> None:
    """三次产业结构由A:B:C调整为D:E:F: the second ratio counts, the first one is where it starts."""
    found = read(extractor, "三次产业结构由9.1:52.4:38.5调整为8:50:42。")
    assert [(q.ratio, q.indicator) for q in found.values()] == [("8:50:42", "三次产业结构")]


@pytest.mark.parametrize(
    ("task", "quote", "measure"),
    [
        ("人口自然增长率控制在7.3‰以内。", "7.3‰以内", "level"),
        ("贷款额度分别增加15%和25%。", "25%", "growth"),
        ("税收增长9%，占预算收入72%。", "72%", "level"),
        ("新投放公交车80辆。", "80辆", "change"),
        ("地区生产总值实现640亿元。", "640亿元", "level"),
        ("开行班列90列，总长42公里。", "42公里", "level"),
    ],
)
def test_measures(extractor: Extractor, task: str, quote: str, measure: str | None) -> None:
    """The verb that governs a number says whether it is a level, a change or a growth."""
    assert read(extractor, task)[quote].measure == measure


@pytest.mark.parametrize(
    ("task", "quote", "comparator"),
    [
        ("公积金最高贷款额度上限上浮20%。", "20%", "eq"),
        ("去化周期缩短至12个月的合理区间以内。", "12个月的合理区间以内", "le"),
        ("基金总量约占全国的1/4。", "1/4", "approx"),
    ],
)
def test_comparators(extractor: Extractor, task: str, quote: str, comparator: str) -> None:
    """A bound holds across the words between, but never for a change of the bound itself."""
    assert read(extractor, task)[quote].comparator == comparator


def test_scopes(extractor: Extractor) -> None:
    """Whose number it is: places dealt out or in a contest, those who share a cost; never a time or an adverb."""
    found = read(extractor, "全市空气优良率提高5%，东部、西部分别提高4%和6%。")
    assert [(q.indicator, q.scope) for q in found.values()][1:] == [("空气优良率", "东部"), ("空气优良率", "西部")]
    found = read(extractor, "在全省县域综合考评中，东河县位列第六位，西河县列一类县第十二位。")
    assert [(q.indicator, q.scope) for q in found.values()] == [("全省县域综合考评", "东河县"), ("全省县域综合考评", "西河县")]
    found = read(extractor, "按投资额的20%给予最高500万元支持，市和相关区各承担50%。")
    assert found["50%"].scope == "市和相关区"
    assert read(extractor, "五年新增电力装机2亿千瓦。")["2亿千瓦"].scope is None


def test_ranks_listed(extractor: Extractor) -> None:
    """分别位居第4、第5和第1位: each place belongs to the thing of its turn."""
    found = read(extractor, "一产增速4%，二产增速6%，三产增速3%，分别位居全省第4、第5和第1位。")
    assert [found[quote].indicator for quote in ("第4", "第5", "第1位")] == ["一产增速", "二产增速", "三产增速"]


def test_times_of_other_deeds(extractor: Extractor) -> None:
    """需在6年内归还，并按30%给予贴息; 2028年底前缴清契税的，给予N元: neither dates what is given."""
    found = read(extractor, "硕士人才，需在6年内归还借款，并按利息的30%给予贴息。")
    assert found["30%"].when is None
    found = read(extractor, "在2028年12月31日前缴清契税的，按面积给予120元/平方米的购房补贴。")
    assert found["120元/平方米"].when is None


@pytest.mark.parametrize(
    ("task", "quote", "kind", "start", "end"),
    [
        (
            "优惠自2026年4月1日起执行至2028年12月31日止。",
            "自2026年4月1日起执行至2028年12月31日止",
            "during",
            "2026-04-01",
            "2028-12-31",
        ),
        ("自受理申请之日起8个工作日内答复企业。", "8个工作日内", "relative", "None", "None"),
    ],
)
def test_terms(extractor: Extractor, task: str, quote: str, kind: str, start: str, end: str) -> None:
    """A measure that runs from one day to another has one term; working days from an event on have no dates."""
    result = extractor.extract_text(PLAN.format(task=task))[0]
    found = {result.view.text[t.start : t.end]: t for t in result.document.times if t.deadline}
    time = found[quote]
    assert (time.kind, str(time.start_date), str(time.end_date)) == (kind, start, end)
