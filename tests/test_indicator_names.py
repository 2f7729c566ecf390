"""Names of quantities, cut right on both sides: subjects and their predicates, lists, takers, plants in project names."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor

PLAN = """云泽市稳增长工作方案

一、重点任务
{task}
"""


def names(extractor: Extractor, task: str) -> dict[str, str]:
    """Indicator of every planned or reached number of a task, by its quote."""
    result = extractor.extract_text(PLAN.format(task=task))[0]
    text = result.view.text
    found = result.document.quantities
    return {text[q.start : q.end]: q.indicator for q in found if q.phase in ("planned", "achieved")}


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("推动8处矿山复工复产、6座水厂建成投产。", {"8处": "矿山", "6座": "水厂"}),
        ("全年22条乡村道路改造工程全面完工。", {"22条": "乡村道路改造工程"}),
        ("力争9家企业入选省级名单。", {"9家": "企业入选省级名单"}),
        ("建设标准化农贸市场，每个街道改造1个标准化菜市场。", {"1个": "标准化菜市场"}),
        ("完成40个村庄和30条街巷的整治任务。", {"40个": "村庄"}),
        ("确保农村危房全部完成改造。", {"全部": "农村危房完成改造"}),
        ("新增省级技术中心3家、市级8家。", {"3家": "省级技术中心", "8家": "市级技术中心"}),
        ("建成5家省级、16家市级工程研究中心。", {"5家": "省级工程研究中心", "16家": "市级工程研究中心"}),
        ("培养会管理、懂市场的“乡村匠人”300人。", {"300人": "“乡村匠人”"}),
        ("改造和平路、清源路等道路5条。", {"5条": "道路"}),
        ("农村劳动力转移就业6万人。", {"6万人": "农村劳动力转移就业"}),
        ("发放应急包2万个。", {"2万个": "应急包"}),
        ("来自28个国家的150多名外国留学生来市研学。", {"28个": "国家", "150多名": "外国留学生"}),
        ("接收19个国家、90多名交换学生来县体验交流。", {"19个": "国家", "90多名": "交换学生"}),
        ("创建7个国家级、12个省级示范单位。", {"7个": "国家级示范单位", "12个": "省级示范单位"}),
        ("确定60家重点企业作为重点监测对象。", {"60家": "重点企业"}),
        ("遴选9家医院作为培训基地。", {"9家": "医院"}),
        ("将14个社区列为创建单位。", {"14个": "社区"}),
        ("6个镇被命名为省级生态镇。", {"6个": "省级生态镇"}),
        ("30户龙头企业产值增长5.5%。", {"30户": None, "5.5%": "龙头企业产值"}),
        ("培育2家销售收入超过10亿元的龙头企业。", {"2家": "销售收入超过10亿元的龙头企业"}),
        ("选派8名骨干到上级医院进修学习。", {"8名": "骨干到上级医院进修学习"}),
    ],
)
def test_counted_things(extractor: Extractor, task: str, expected: dict[str, str | None]) -> None:
    """A count is of the noun, not of what it does; levels and lists give their noun back; whose sum grows is no count."""
    found = names(extractor, task)
    assert {quote: found.get(quote) for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (
            "城镇居民收入和农村居民收入达到5.2万元和2.1万元，增长6%和8%。",
            {"5.2万元": "城镇居民收入", "2.1万元": "农村居民收入", "6%": "城镇居民收入", "8%": "农村居民收入"},
        ),
        ("一、二、三产业分别实现增加值20亿元、60亿元和30亿元。", {"20亿元": "一产业增加值", "60亿元": "二产业增加值"}),
        ("水稻种植、收获机械化率分别达到90%和95%。", {"90%": "水稻种植机械化率"}),
        ("养老、失业、工伤保险参保人数分别增长5%、6%、7%。", {"5%": "养老保险参保人数", "7%": "工伤保险参保人数"}),
        ("5年以下(含5年)和5年以上个人贷款利率分别调整为2.3%和2.8%。", {"2.3%": "5年以下(含5年)个人贷款利率"}),
        ("特色产业种植面积达到20万亩、养殖存栏量达到60万头。", {"60万头": "特色产业养殖存栏量"}),
        ("全市财政收入80亿元，完成预算的98%，增长5%。", {"5%": "财政收入"}),
        ("进出口总额500亿元，比增12%，实际增长11%。", {"12%": "进出口总额", "11%": "进出口总额"}),
        ("学前三年毛入园率达到92%。", {"92%": "学前三年毛入园率"}),
        ("基础养老金提高到每人每月160元。", {"160元": "基础养老金"}),
        ("金融机构存款、贷款分别增长11%和13%，增速均居全省第三。", {"13%": "金融机构贷款", "第三": "金融机构存款、贷款增速"}),
        ("银行业金融机构存款余额、贷款余额分别增长9%和8%。", {"8%": "银行业金融机构贷款余额"}),
        ("外贸进口、出口分别增长5%和9%。", {"9%": "外贸出口"}),
        ("工业用电量、用气量分别增长4%和6%。", {"6%": "工业用气量"}),
        ("发明专利申请量、授权量分别增长7%和9%。", {"9%": "发明专利授权量"}),
        ("规上工业产值、增加值分别增长7%和9%。", {"9%": "规上工业增加值"}),
        ("货物吞吐量、集装箱量分别增长6%、9%。", {"9%": "集装箱量"}),
        ("接待游客人次、旅游综合收入分别增长12%和14%。", {"12%": "游客人次", "14%": "旅游综合收入"}),
        ("城乡低保标准由520元增加到560元。", {"560元": "城乡低保标准"}),
        ("42.居民医保参保率达98%。", {"98%": "居民医保参保率"}),
        ("“三公”经费下降8%。", {"8%": "“三公”经费"}),
        ("固定资产投资1958.4亿元，增长8%。", {"1958.4亿元": "固定资产投资", "8%": "固定资产投资"}),
    ],
)
def test_measured_things(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """Shared heads and modifiers are given back; words that name nothing are passed over."""
    found = names(extractor, task)
    assert {quote: found.get(quote) for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("提高公积金贷款额度，单缴存职工提高到60万元，多子女家庭最高可贷款90万元。", {"60万元": "公积金贷款额度"}),
        ("提高人才、青年人、多子女家庭租房提取公积金的额度，由1.5万元提高到1.8万元。", {"1.8万元": "租房提取公积金的额度"}),
        ("对租赁企业减按4%的税率征收房产税。", {"4%": "房产税税率"}),
        ("对改造项目按照实际投资额的30%给予最高200万元补助。", {"30%": "补助"}),
        ("对毕业生分别按照3万元(博士)、1.4万元(硕士)的标准发放生活补贴。", {"3万元": "生活补贴", "1.4万元": "生活补贴"}),
        ("投入520万元购置救护车。", {"520万元": "投入"}),
        ("给予生活补贴。大专生每月400元、硕士生每月1100元。", {"400元": "生活补贴", "1100元": "生活补贴"}),
        ("发放租房补贴，博士每月1500元、硕士每月900元，最长发放36个月。", {"1500元": "租房补贴", "900元": "租房补贴"}),
        ("按博士10万元、硕士5万元、学士2万元标准发放安家费。", {"10万元": "安家费", "2万元": "安家费"}),
        ("提高城乡低保标准，城市每人每月735元、农村每人每月590元。", {"735元": "城市低保标准", "590元": "农村低保标准"}),
        ("提供60个服务岗位，对在岗人员给予生活补贴，每人每月1800元。", {"1800元": "生活补贴"}),
        ("对企业参展的展位费给予一定比例的分类补助，最高不超过80%。", {"最高不超过80%": "补助"}),
        ("给予新车购置补贴，单台不超过5000元。", {"不超过5000元": "新车购置补贴"}),
        ("对节能车船免征车船税，其中每辆货车不超过2000元。", {"不超过2000元": "车船税"}),
        ("对购置的汽车减半征收购置税，每辆乘用车减税额不超过1.5万元。", {"不超过1.5万元": "减税额"}),
        ("对小微企业“六税两费”减按50%征收。", {"50%": "“六税两费”"}),
        ("产品注册费按现行收费标准50%收取。", {"50%": "产品注册费"}),
        ("对中小企业报价给予6%—10%的价格扣除。", {"6%—10%": "价格扣除"}),
        ("家电产品补贴按成交价15%执行，单件不超过1500元。", {"15%": "家电产品补贴"}),
        ("安排专项资金3000万元支持企业技改。", {"3000万元": "专项资金"}),
        ("安排资金80亿元充实产业引导基金。", {"80亿元": "资金"}),
        ("投入3000万元设立人才发展基金。", {"3000万元": "人才发展基金"}),
    ],
)
def test_amounts(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """Who gets an amount is its scope; what is paid is its name."""
    found = names(extractor, task)
    assert {quote: found.get(quote) for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("拿出不低于30%的岗位专门用于招聘应届毕业生。", "岗位"),
        ("拿出不低于30%比例专门用于招聘应届毕业生。", "招聘应届毕业生比例"),
        ("创业载体要安排30%的场地免费提供给毕业生。", "场地"),
        ("受让人一个月内缴纳不低于成交总额50%的首付款。", "首付款"),
        ("土地出让收益的10%用于保障房建设。", "土地出让收益用于保障房建设"),
        ("预留40%专门面向中小企业采购。", "面向中小企业采购"),
        ("优先聘用本地村民，占比不低于40%。", "聘用本地村民占比"),
        ("支持缴存人购买保障性住房、最低首付款比例为15%。", "最低首付款比例"),
        ("对购买首套住房的家庭，贷款最低首付比例为20%。", "贷款最低首付比例"),
        ("洁化、绿化、亮化覆盖率达92%。", "洁化、绿化、亮化覆盖率"),
        ("贷款额度倍数由账户余额的15倍调整为20倍。", "贷款额度倍数"),
    ],
)
def test_shares(extractor: Extractor, task: str, expected: str) -> None:
    """A share is named by what is set aside, by its purpose or by its own measure."""
    assert list(names(extractor, task).values())[-1] == expected


def test_classes_counted_before_give_their_name(extractor: Extractor) -> None:
    """其中硕士以上学历 is a share of those just counted."""
    found = names(extractor, "引进急需人才600名，其中硕士以上学历不低于30%。")
    assert found["不低于30%"] == "急需人才中硕士以上学历占比"


def test_takers_become_the_scope(extractor: Extractor) -> None:
    """单缴存职工 before an amount says whose it is."""
    result = extractor.extract_text(PLAN.format(task="提高公积金贷款额度，单缴存职工提高到60万元。"))[0]
    assert [q.scope for q in result.document.quantities] == ["单缴存职工"]


@pytest.mark.parametrize(
    "task",
    [
        "推进甲公司80万吨氧化铝、乙公司15吉瓦时动力电池等重点项目建设。",
        "确保甲公司20万吨乙烯项目建成投产。",
        "加快甲牧业300万只蛋鸡种养循环产业园建设。",
    ],
)
def test_capacities_in_project_names_are_no_quantities(extractor: Extractor, task: str) -> None:
    """A capacity inside a project's name belongs to the name."""
    assert names(extractor, task) == {}


def test_capacities_that_a_verb_counts_stay(extractor: Extractor) -> None:
    """建成300万千瓦光伏项目 commits to 300万千瓦."""
    assert "300万千瓦" in names(extractor, "建成300万千瓦光伏项目。")
    assert names(extractor, "推进甲80万吨氧化铝等12个项目建设。") == {"12个": "项目建设"}
