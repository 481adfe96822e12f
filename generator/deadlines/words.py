"""The words of deadlines: patterns for each element of the grammar in grammar.py."""

from __future__ import annotations

import re

from generator.deadlines.points import DAY_ONLY, FEAST, POINT, YEAR


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


TO = r"(?:\d{1,2}(?:[时点]|：\d\d)(?:\d{1,2}分|整|半)?)?(?:(?:起|开始)，?)?(?:—{1,2}|-{1,2}|至|到|直至|直到)"
_BARE_YEAR = r"(?:19|20)\d{2}(?![\d年./\-])"
_BARE_MONTH = (
    r"(?<=(?:19|20)\d\d\.\d[—-])\d{1,2}(?![\d年月日号./\-])|(?<=(?:19|20)\d\d\.\d\d[—-])\d{1,2}(?![\d年月日号./\-])"
)
"""The second month of 2024.3-5."""
_WINTER = "(?:[采供取]暖[期季]|秋冬季?|冬春季?|冬季)"
RANGE = (
    rf"(?:从|自)?(?P<from>{YEAR}?(?<!\d)\d{{1,2}}月\d{{1,2}}(?={TO}\d{{1,2}}[日号])|{POINT}|(?:19|20)\d{{2}}年?(?={TO}(?:19|20)\d{{2}})|{YEAR}?(?<!\d)\d{{1,2}}(?={TO}\d{{1,2}}月)|{YEAR}?第?[1-4一二三](?={TO}第?[1-4]季))"
    rf"{TO}(?!(?:19|20)\d\d(?:学年|年?度?{_WINTER}))(?P<to>{POINT}|{DAY_ONLY}|{_BARE_YEAR}|{_BARE_MONTH}|长期|今后)(?P<until>之?前|以前|止)?"
)
SINCE_NOW = rf"(?:自)?(?:即日|现在|目前|印发之日|发文之日|发布之日)起?(?:至|—|到)(?P<to_now>{POINT})"

MONTHS = (
    rf"(?P<months>(?P<months_year>{YEAR})?(?<![\d.])(?P<months_list>\d{{1,2}}(?:月?[、和及]\d{{1,2}}){{1,11}})"
    r"月份?(?:(?:的|每月的?)(?P<months_day>\d{1,2}[日号])|(?P<months_part>[上中下]{1,2}旬|[底末初中内])?(?!\d)))"
)
"""Several months with one 月: 6、9、12月底前."""
QUARTERS = (
    rf"(?P<quarters>(?P<quarters_year>{YEAR})?"
    r"(?P<quarters_list>第?[1-4一二三四](?:季度?)?(?:[、和及]第?[1-4一二三四]){1,3})季度(?P<quarters_part>[末底内])?)"
)
"""Several quarters with one 季度: 一、三季度."""
YEARS = r"(?P<years>(?P<years_list>(?:19|20)\d\d(?:[、和及](?:19|20)\d\d){1,5})年度?(?P<years_part>[底末内])?)"
"""Several years with one 年: 2023、2024年底前."""
HALVES = rf"(?P<halves>(?P<halves_year>{YEAR})?上(?:半年)?[、和及]?下半年)"
"""Both halves of a year with one 半年: 上、下半年."""
NEXT_DAY = r"(?P<next_day>(?<=[、和及])\d{1,2}[日号](?!之?内|以内))"
"""A day that leaves its month to the day before it: 6月15日、16日."""
SEASON = (
    rf"(?P<season>(?:(?:19|20)\d\d年?{TO}(?:19|20)\d\d年?度?(?={_WINTER})|{YEAR})?(?:(?:{FEAST}节?[、和及]?){{1,3}}(?:期间|(?:假期|长假)(?!之?前)|等[^，；。、]{{0,8}})|(?:19|20)\d\d[—-](?:19|20)\d\d学年(?:第?[12]学期)?|主汛期|汛期|{_WINTER}|岁末年初|年末岁初|防火[期季]|休渔期|禁渔期|伏季休渔|[寒暑]假|寒暑假|暑期|开学季?(?!后\d)|今冬明春|[春夏秋冬](?:、?[春夏秋冬])+2季|[春夏秋冬]季(?!度|学期(?:起|开始))|入[冬汛夏]|"
    r"春耕|春播|[三秋][夏收]|秋收|全国两会|两会|高考|中考|招生季|毕业季|旅游旺季|节前|节假日(?!顺延|除外|提前|不)|封冻|上冻|雨季|冰雪季|迎峰度[夏冬]|枯水期|丰水期|(?:旅游|灌溉|生产|收获|采摘|招聘)[季期](?!度)|汛[前中后]|春运|(?<![\u4e00-\u9fff])期末|(?<=年)[\u4e00-\u9fff]{2,8}?(?=期间)|学期[初末])(?:来临|到来|结束|开始|期间)?(?:之?前|之?后|期间)?)"
)
"""A season whose days nobody fixed: 汛期前, 采暖期."""
NEXT_MONTH = r"(?P<next_month>(?:于|在)?次月的?(?P<next_month_day>\d{1,2})[日号](?:之?前|之?内|以内)?)"
"""次月7日内: what is reported for each month by a day of the next."""
_FREQUENT = (
    "报告?|调度|通报|汇报|总结|例会|考核|研判|公布|更新|排名|分析|晾晒|"
    "督[查导]|检查|排查|自查|抽查|盘点|点评|评比|推送|清零|会商|小结|复盘|评估|监测|巡查"
)
SHORT = (
    rf"(?P<short>(?:(?<=按照)|(?<=按照“))(?:日|周|旬|月|季)(?=(?:{_FREQUENT}))|(?<![\u4e00-\u9fff\d])(?:日|双?周|旬|双?月|季|半年|年)(?=(?:{_FREQUENT}))"
    rf"|(?:(?<=[报告度通总议核判布新名析查导比送零结盘估测])|(?<=会商))(?:日|周|旬|月|季|半年|年(?!报))(?=(?:{_FREQUENT})))"
)
"""日报 月调度 季通报."""
AFTER_END = (
    r"(?P<after_end>(?P<ended>[每各]?(?:年度?|半年|季度?|个?月度?|周|学期|学年))(?:(?:终了|结束|届满|终结)(?:之日)?(?:起|后|之后|以后|的)*|(?<!年)(?<![个\d半].)(?<![个\d].度)后)"
    r"(?P<ended_amount>\d{1,3}|半)(?P<ended_unit>个?工作日|个?自然日|日|天|个?月|周)(?:之?内|以内|前)?)"
)
"""每季度终了之日起15日内."""

_SPAN = (
    r"半年|半个?月|个?季度?|个?学期|个?学年|双月|(?:\d{1,2}|两|几)?个?(?:年度?|月份?|周|星期|天|日|旬|季度|工作日|小时)"
)
_COUNTED = (
    r"(?:至少|不少于|不低于|开展|召开)?(?:\d|两|几)次|[1一](?:次|报|调|会|通|汇|总|检|研|评|考|盘|公|更|督|例|小结)"
)
_YEAR_COUNT = r"(?:至少|不少于|不低于|开展|召开|组织|举办|安排|集中|共|分)*\d{1,2}次"
"""全年不少于4次 is a rule, 全年开展培训 is none."""
EVERY = "(?P<every>" + "|".join((
    rf"[每各](?:隔)?(?:{_SPAN})",
    rf"全年(?={_YEAR_COUNT})",
    r"逢?(?:双周|隔周|隔月|隔日|单月|双月)",
    r"按(?:年度?|半年|季度?|月份?|周|日|旬)(?![内照期节]|度?计划)|分(?:季度?|月|周)(?=推进|调度|实施|落实)",
    r"逐(?:年|季|月|周|日)",
    rf"(?<!\d)(?:[1-9]?(?:年|个?月|周|旬|天|日)|半年|1?个?季度?|半月|两月)(?={_COUNTED})",
    r"(?<![上本])月度|(?<![上本])季度?(?=[末首]月)|(?<![上本])季度(?!末|底|内)|(?<![上本全当\d])年度(?=$|[，；。、）]|1次)|(?<![\d\u4e00-\u9fff])年度(?=[报总](?![^，；。]{0,6}\d月))|(?<![上下\d])半年度?(?=$|[，；。、])|(?<!不)定期",
)) + ")"  # fmt: skip
"""每季度, 按月, 逐年, 一年(两次), 季度(一次)."""

PER = r"(?P<per>(?P<per_times>\d{1,3})(?:次|期|场|回|篇|条)[/／](?P<per_unit>半年|年|季度?|月|周|日|天))"
"""2次/年."""
_SURE = "(?=[内以之后])"
COMES_DOWN = re.compile(
    r"(?:压缩|缩短|压减|缩减|精简|减少?|降低?|控制|延长|提速)(?:(?:[至到为在]|了)(?:不超过)?)?[\d.半个年月周日天工作小时分钟之以内、和及左右]*$"
)
"""Before a length that work is to come down to (审批时间压缩至5个工作日), or may be longer by: it is no deadline."""
DURATION = (
    r"(?<!\d)(?<!第)(?<!第\d[—-])(?P<amount>\d{1,3}|半|数)(?P<unit>"
    + _any(
        "个?工作日", "个?自然日", "个?日历日", "个?小时", f"个?半?月{_SURE}", "个月", "个?星期", "周", "天",
        f"日{_SURE}", f"年{_SURE}", r"(?<![\d第明]\d)年(?=[。）]|左右|的?时间|$)", r"(?<=(?<!\d)\d)年(?=(?:基本)?完成)",
        f"个?季度{_SURE}", "分钟",
    )
    + ")(?:之内|以内|内)?(?!压缩|缩短|压减)"
)  # fmt: skip
"""A length of time; 3月 and 20日 are lengths only before 内, for else they are dates."""

NOW = (
    r"(?P<now>(?<!不能)(?<!无法)(?<!未能)当场|立即|马上|即刻|即时|(?P<twice>[即立边随])[\u4e00-\u9fff](?P=twice)[\u4e00-\u9fff]|(?<![\u4e00-\u9fff])即改|当即|随即|即日(?!起)|"
    r"当日|当天|次日|限时(?!\d)|第[1一]时间)(?!任务|事项|问题)"
)
"""立行立改, 边查边改, 随到随办: at once."""
LOCAL = "(?P<local>" + "|".join((
    r"(?:本|当|下|次)?月(?:底|末|中|初|内)",
    r"(?:本|下)周(?:内|末|[一二三四五六日])?",
    r"(?:本|当|下)?季度(?:末|底|内)",
    r"本月|当月(?=$|[完办内])|下月|下个月",
)) + ")"  # fmt: skip
"""A time that hangs on the day of writing."""

ONGOING = "(?P<ongoing>" + "|".join((
    f"(?:[自从][本下今明][^，；。、：（）]{{0,5}}|[自从]?{YEAR}?[春秋]季学期)(?:起|开始)(?!{TO})", f"即日起(?!{TO})",
    f"{YEAR}?全年(?!完成|{_YEAR_COUNT})(?![^，；。、]{{0,6}}(?:情况|总结|报告))",
    "长期", "常年", "持续", "常态(?:化|(?=推进|开展|坚持|保持|长效|$|[，；。]))",
    "全天候", "全时段", "日常", "经常性?", "一直", "始终", "滚动",
    "不间断", "实时", "动态", "常抓", "推进中", "进行中", "正在", "久久为功",
    "[自从]?(?:印发|发布|公布|下发|签发|发文)之日起(?:(?:正式)?(?:施行|执行|实施|生效)|$)",
    "持之以恒", "一以贯之", "贯穿", "不断", "连续", "全过程", "平时",
)) + ")"  # fmt: skip

_BY = "(?:约定|工期|要求|部署|安排|时间节点|节点|计划|规定|进度|时限|时间|通知|程序|步骤|时序|文件)"
_EVENT = (
    "(?:验收|考核|检查|换届|开工|动工|评估|评审|评比|督查|督导|审计|巡视|巡察|迎检|竣工|通车|投用|投产|会议|会|开幕|开园|报到|"
    "普查|复审|复核|复查|考试)"
)
"""What has no day of its own: 省级验收前."""
NEEDED = "(?P<needed>" + "|".join((
    "适时", "随时", "按需", "按时", "按期", "如期", "序时", "分阶段", "分批次?", "分步", "分年度", "逐步", "及时",
    "择机",
    "不定期", "相机", "必要时", "(?:法定|规定)(?:的)?(?:时限|期限|时间)", "尽快", "尽早", "依申请", "参照",
    "根据[^，；。]{0,16}(?:需要|情况|实际|安排|部署|要求|进度|进展|计划|通知)",
    "视[^，；。]{0,10}(?:情况?|需要|进度|进展)",
    rf"按(?:照|(?!照))(?!“?(?:日|周|旬|月|季)(?:{_FREQUENT}))[^，；。]{{0,16}}{_BY}",
    "随[^，；。]{1,10}(?:进度|进展|情况|安排)",
    "结合[^，；。]{0,12}(?:实际|情况|安排)",
    "待[^，；。]{0,16}后", "限期(?=整改|完成|办结|$)", "与[^，；。]{1,12}同步", "同步",
    rf"(?:[^，；。、\d]{{0,8}}?){_EVENT}(?:来临|开始|到来)?之?前(?![期提置段沿景移往瞻后])",
    "(?:完成|结束|下达|印发|到位|批复|建成|投用|竣工|验收|部署|出台|明确|确定|公布)后",
    r"有[^，；。\d临]{0,8}时", "以[^，；。]{0,16}为准",
)) + ")"  # fmt: skip

ELEMENT = re.compile(
    rf"(?P<since>{SINCE_NOW})|(?P<range>{RANGE})|{HALVES}|{YEARS}|{AFTER_END}|{NEXT_MONTH}|{MONTHS}|{QUARTERS}|{SEASON}|{PER}|{EVERY}|{SHORT}|{DURATION}|{NOW}|{ONGOING}|(?P<point>{POINT})|{NEXT_DAY}|{LOCAL}|{NEEDED}"
)
AFTER_POINT = re.compile(
    r"(?:份)?(?P<during>期间)?(?P<word>之?前|以前|为止|止|以?来|起|开始|启(?![动用])|后|之后|以后)?"
)
GATHERED = re.compile(r"(?:集中|安排|放|定)(?:开展|实施|组织|进行|报名)?(?:在|于)$")
"""Before a month: the whole of it is meant."""
SOFT = re.compile(r"(力争|争取|尽量|预计|计划|原则上|拟)(?:于|在|到)?$")
WHOLE_YEAR = re.compile(r"(?:(?:\s*\d){4}\s*年\s*度?|今年|本?年度?)内?")
LASTS = re.compile("[，、（]?(?:再|共|合计|总共)?(?:为期|历时|利用|用|集中(?:利用|开展)?|连续|通过)?(?:约|近)?")
"""Between a stretch of time, or its first day, and its length: 3月至5月，为期3个月; 2024年起3年内."""
BEGUN = re.compile("(?:正式|全面)?(?:启动|开始|开工|动工|开建|实施|施行)?，(?:拟?于|在|至|到)?")
ENDED = re.compile("(?:全部|全面|基本)?(?:结束|完成|截止|收官|竣工|完工)")
"""Between the first day of work and its last, and behind that: 自2月份启动，8月份结束."""
LASTING = re.compile("(?:为期|历时|用时?)$")
"""Before the length of a stretch that is named behind it: 为期3个月，自5月起至7月底."""
MONTH_END = re.compile("月份?[底末]?(?:之?前)?$")
MANNER = frozenset(
    ("适时", "及时", "按时", "按期", "如期", "尽快", "尽早", "同步", "逐步", "按要求", "按规定", "按程序")
)
"""What adds no time beside any other, wherever it stands."""
STATUS = frozenset(("正在", "进行中", "推进中"))
"""How far the work is: beside a date it adds no time (正在实施，预计6月底前完成)."""
BASIS = re.compile("(?:按照?|根据).{4,}")
"""By whose word: before a date it adds no time (按照市委统一部署，6月底前完成)."""
YEAR_ALONE = re.compile(r"(?:(?:\s*\d){4}\s*年?\s*度?|今年|本?年度?)[底末内]?")
HOPED = re.compile(r"[（，](?:力争|争取|尽量|预计|计划|原则上|拟)(?:提前)?(?:于|在|到|至)?$")
"""In brackets or at once behind a date: that date counts, this one is hoped for."""
ASSURED = re.compile("(?:[^，、]{0,4}[、，])?确保(?:于|在|到)?")
"""Between a date that is hoped for and the one that counts: 力争8月底、确保9月底前."""
THAT_IS = re.compile("（即(?:于|在)?|(?:完成)?[，（]?(?:现|拟|已)?(?:延期|延长|推迟|顺延|调整)[至到为]")
"""Between a time and the same in days (3个工作日内（即3月31日至4月2日）), or what it was put off to."""
START = re.compile(r"(?:内|份)?(?:正式|全面|率先|陆续)?(启动|开工|动工|开建|开始|实施|施行|试行|试运行|部署)")
SINCE = re.compile("[自从][^，；。、]{0,3}$")
"""Before a point at which work begins: 自2月份启动，8月份结束."""
CLAUSE = re.compile(r"[，；。、！]")
AROUND = re.compile(r"^(?:[^，；。、：（）]{0,6}(?:时限|时间|期限)：|\d{1,2}[.、](?!\d)|（)+|[。；）]+$")
"""A label, a number or brackets around a whole wording."""
SAME = re.compile(r"[（]?(?:同上(?:一?[项行栏])?|〃|″|同前)[）]?。?$")
NONE = re.compile(
    r"(?:[/\\—\-–_*·.。]+|无|暂无|空|N/?A|没有|不限期?|无(?:明确|具体)?(?:时限|期限|要求))(?:要求)?。?$", re.IGNORECASE
)
PENDING = re.compile(
    r"(?:时间|时限|具体时间)?(?:暂?未定|待[定议]|(?:待|暂?未|尚未|另行?)(?:研究)?(?:明确|确定|商定|通知|安排)|暂缓)[。]?$"
)
"""Says that no time is fixed yet."""
PROCEEDS = re.compile(r"(?:[\u4e00-\u9fff]{2,4})?推进(?:落实|实施|中)?[。]?$")
"""稳步推进, 压茬推进: no time is said, so it goes on; beside a time it says nothing."""
KEEPS_ON = re.compile("推进|开展|坚持|实施|抓|落实|整改|做好|跟踪|监测$")
"""Behind 持续: work goes on. What else is 持续 or 常态化 by a date is reached then (到2025年底，负担持续减轻)."""
_THING = "(?:机制|制度|系统|平台|规划|体系|清单|台账|数据库|格局|办法|方案|队伍|模式|目录|名录|预案)"
ATTRIBUTE = re.compile(
    rf"：|(?!推进|开展|坚持|落实|完善|健全|优化|实施|抓|做|加强|强化|深化|巩固|提升|更新|维护|调整(?!{_THING}))[\u4e00-\u9fff]{{0,6}}?{_THING}"
)
"""Behind 常态化, 动态, 定期 …: they say of what kind a thing is (6月底前建立常态化工作机制)."""
GROWTH = re.compile("(?:有所|稳步|持续)?(?:增|提|递|减|下降|降低|上升|扩大|改善|压)")
"""Behind 逐年: how much, not when."""
OF_WHAT = re.compile(
    "(?:已经?)?(?:投[运产用]|建成|成立|开工|竣工|登记|批准|发生|出生|签订|签约|注册|毕业|取得|受理|入库|立项|备案|购[买置]|发布|印发|出台|退休|参加)"
    r"[^，；。、\d]{0,8}的"
)
"""Behind a date it says which things are meant, not when something is due: 2020年底前投运的电厂."""
ASIDE = re.compile(r"(?:(?:也|亦|还)可|(?:重[大要]|特殊|突发|紧急)(?:事项|情况|问题|事件))[^，；。、]{0,8}$")
"""Before what is allowed besides (也可随时召开), and what seldom happens (重大事项随时报告)."""
AT_LEAST = re.compile(r"(?:至少|不少于|不低于|不短于|(?<!起，)(?:集中|抽出|安排|花费?)(?:\d{1,2}[—-])?)$")
"""Before a length of time that work takes: it says how much, not by when (每年至少1个月, 集中2—3个月时间)."""
BEFORE_WHAT = re.compile("(?<![目当之以])前$")
"""Before a length of time that something is to be ahead of: 考试前10天."""
WORK_OF = re.compile("的?(?:工作|发展|建设|重点|目标|财政|政府)*(?:计划|总结|任务|目标|情况|要点|方案|预算)")
"""Behind a bare year: the work of that year (本年度发展计划)."""
REPORTS = re.compile("(?:半年|季度|年度|月度)(?:工作)?(?:总结|小结|报告|报表|计划|情况)")
"""What is reported by a day (6月30日前报送半年总结), not how often."""
REPORT_OF = re.compile("的?(?:工作|任务|完成|进展|推进|落实)*(?:情况|进展|进度|数据|报表|总结|计划|台账|工作|任务)")
"""Behind 本月: what the report is about (每月28日前报本月进展情况)."""
EVENT = re.compile(r"[\u4e00-\u9fff“”]{2,16}(?:之?前|之?后|期间|时期?|节点)[。]?$")
"""达产后, 重大节日前: what has no day of its own; beside a time it says nothing."""
DONE = re.compile(r"已(?:经)?(?:全面|全部|基本)?(?:完成|办结|落实|整改)")
