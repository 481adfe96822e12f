"""The words of the grammar: labels, role words, adverbs and statements about the document."""

from __future__ import annotations

import re

from generator.model import Role
from generator.vocabulary import ROLES

LABEL_ROLES: dict[str, str] = {
    "牵头": "lead", "主办": "lead", "主责": "lead", "总牵头": "lead", "汇总": "lead", "主管": "owner",
    "责任": "owner", "负责": "owner", "承办": "owner", "办理": "owner", "主体": "owner", "主要": "owner",
    "完成": "owner", "承担": "owner", "监管": "owner",
    "配合": "support", "协办": "support", "参与": "support", "参加": "support", "协助": "support", "协同": "support",
    "支持": "support", "会办": "support", "协作": "support", "协调": "support", "指导": "support",
    "督办": "support", "督导": "support", "督查": "support", "验收": "support", "销号": "support",
    "实施": "carry-out", "": "carry-out", "执行": "carry-out", "具体实施": "carry-out", "落实": "carry-out",
}  # fmt: skip
"""The word of a label (牵头单位：) → its role. ``carry-out``: supports whoever else is named, else owns."""

OVERSEES = re.compile("督办|督导|督查|验收|销号")
"""Labels of who looks on: beside them 责任单位 means what it means without them."""
_KIND = "|".join(sorted(filter(None, LABEL_ROLES), key=len, reverse=True))
_BODY = "单位|部门|科室|处室|股室|机构|主体|地区|方"
LABEL = (
    rf"(?:(?:[市县区省旗州镇乡村]级|[市县区省旗州]直|乡镇|镇街|街道|国家|中央|第[一二三]|主要|其[他它余]|具体|共同|监管|监督|属地|行业|业务|工作|任务|整改|总体)?(?P<label>{_KIND})(?:（[^（）]{{1,6}}）)?(?:责任|负责|落实|实施)?"
    rf"(?:{_BODY})(?:[、，和及与或](?:(?:{_KIND})?(?:{_BODY})|责任人|个人))?(?:（(?P<label_tag>牵头|主办|配合|协办|参与)(?:单位|部门)?）|（[^（）]{{0,12}}）)?："
    rf"|(?P<short_label>{_KIND})(?:责任)?：|(?<![\u4e00-\u9fff])(?P<duty_label>[\u4e00-\u9fff]{{2,6}}责任)：|(?<![\u4e00-\u9fff])(?![\u4e00-\u9fff]{{0,2}}[府局委办厅部院会社联镇乡村区县市旗州道](?:{_KIND})(?:{_BODY}))[\u4e00-\u9fff]{{2,4}}(?:单位|部门|主体|科室)：)"
)
"""A label with its colon: ``牵头单位：``, ``县级责任部门：``, ``配合：``."""
BARE_LABEL = rf"(?P<bare_label>{_KIND})(?:责任|负责)?(?:{_BODY})(?![：的之])(?:[为是](?=[\u4e00-\u9fff]{{3}}))?"
"""A label that lost its colon: only where an item may begin."""
ROLE_IN_FRONT = re.compile(
    r"(?:^|(?<=[；，。、局委办厅部院会府室心社司团镇乡]))(?P<front>牵头|主办|主责|配合|协办|参与|责任)"
    r"(?=(?:[省市县区旗州镇]|各|有关|相关|团)[\u4e00-\u9fff])(?![^，；。、：]{0,8}(?:领导|负责人|责任人|单位|部门|主体)(?:：|$))"
)
"""A role word before its names, as a label without a noun: only in a wording that begins so."""
INNER_LABEL = (
    rf"(?<=[局委办厅部院会府室心处科股司团行])(?P<inner_label>{_KIND})(?:责任|负责)?(?:单位|部门)"
    r"(?![：的之为是])(?=[^，；。、）〕等])"
)
"""The same after a name that ends, where white space was all that parted them."""
_WHO_LEADS = (
    r"[市县区省旗州镇]级|(?<![\u4e00-\u9fff])[市县区省旗州镇](?:委|府)?|"
    "分管|包保|包抓|包案|挂钩|联系|挂点|责任|主要|第一|直接|具体|总|完成"
)
OTHER_LABEL = (
    rf"(?:(?:{_WHO_LEADS}|牵头|负责|配合)?(?:领导|责任人|负责人|召集人|书记)"
    rf"|(?:{_WHO_LEADS})?(?:联系人|联络员|时限|时间|期限|限时|电话))(?:及电话)?："
)
"""Labels of people and dates that stand in the same cell: what follows them names no unit."""
LINE_OF_PEOPLE = re.compile(
    r"(?<!分管|责任|主要|第一|直接|具体|联系|包保|牵头|负责)(?:(?:分管|责任|包保|联系|牵头)[县市区]?领导"
    r"|责任人|负责人|联系人|联络员|联系电话|完成时[限间])："
)
LINE_LABEL = re.compile(rf"(?<![级直镇街道家央要体同管督地业务作改])(?P<kind>{_KIND})(?:单位|部门|科室|处室|股室)：")
LABEL_BEFORE_SPACE = re.compile(
    r"(?<![^局委办厅部院会府室心处科股司团行关区），；。、])"
    r"(?:[省市县区旗州镇乡](?:级|直)|主要|其[他它余]|第[一二三]|整改)?"
    rf"(?P<kind>{'|'.join(filter(None, LABEL_ROLES))})(?:责任)?(?:单位|部门|科室)$"
)
"""A label that white space parts from its names: 县级牵头单位 县水利局."""
LINE_OF_TIME = re.compile(
    r"(?:(?:19|20)\d\d年(?:\d{1,2}月)?|\d{1,2}月)(?:\d{1,2}日|[底末初]|[上中下]旬)?(?:之?前)?(?:完成)?(?=$|[，；。）〕])"
    r"|(?:年底前|年内)(?:完成)?(?=$|[，；。）〕])|(?:持续|长期|常态化)(?:推进|坚持|开展|实施|整改)(?=$|[，；。）〕])"
)
"""What may stand in a line of its own below the units."""
MATTER_LABEL = (
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{0,6}(?:范围|对象|依据|要求|标准|目标|内容|措施|事项|方式|渠道|备注|说明|来源|形式|地点|频次|经费|"
    r"任务|成果|进[度展]|理由|原因|注)：[^；。]*"
)
"""A label of something else (适用范围：…) with all that it says, to the sentence's end."""

_ADVERB = (
    "(?:(?:参照|遵照|比照)(?=执行|落实|实施|办理)|予以|给予|按规定|按要求|按照规定|按照要求|按计划|依法依规|依法|依规|共同|联合|双双?|分别|分(?=牵头)|副(?=牵头)|长期|随时|按时|按期|定期|及时|持续|常态化?|日常|全面|全程|直接|重点|专门|归口|对口|主管|一起|具体|主要|各自|均|都|统一|积极|密切|协同|合力|分头|牢牢|抓好|认真|切实|加强|总|再|要|应|须|并|主动|全力|"
    "分级|分段|分工|主体(?=实施|负责|推进|落实))"
)
_DUTY = (
    "(?:要|应|须)?(?:按照?|根据|依据?|依照|结合|对照|在(?=各自|职[责权能]))[^，；。、：（）]{0,14}?"
    "(?:职责分工|职能分工|职责范围|职责权限|职责任务|工作职责|职责|职能|分工|原则|权限|范围|预案|规定|要求|部署|"
    "(?:行业|领域|条线|业务|专业|系统|片区|区域|辖区|属地|管辖|层级)(?=分别|分头|各自|共同|负责|牵头|落实|抓好))(?:要求)?(?:范围)?内?"
)
_NOT_A_BODY = r"(?!单位|部门|科室|处室|股室|机构|主体(?!责任)|地区|人(?=$|[，；。、）])|同志)"
_LEAD = rf"(?:牵头|主办|抓总|主责|为主){_NOT_A_BODY}"
_SUPPORT = rf"(?:配合|参与|协助|(?<!政)协办|(?<=[局部厅院司心])会办(?!公|理)|参加|协作){_NOT_A_BODY}"
_BEARS = "(?:要|应|须|需)?(?:负责?|承担|履行|落实|扛起|压实)(?:起|好)?"
_DUTIES = "(?:责任|职责|任务)"
_CHARGE = r"负(?:总|主|首|全|直接|具体|主体|领导|属地|行业|监管|管理|第一|全面|组织|主要){1,3}责(?:任|(?!任))"
_OWN = rf"(?:负责|承担|承办|组织实施|抓好落实|抓落实|主抓|包抓|包联|总抓|贯彻落实|{_CHARGE}){_NOT_A_BODY}"
_VERBS = (
    r"(?:负责|组织实施|组织开展|组织推进|组织|实施|落实|推进|开展|做好|抓好|办理|完成|推动|承办|督促|指导|协调|统筹|抓)"
)
_DOES = (
    "(?:做好|抓好|落实好|加强|组织(?![，；。、（）〔〕]|$|负责|牵头|配合|参与|协助|按)|开展|推进|完成|制定|编制|研究|指导|督促|提供|保障|给予|完善|建立|健全|强化|深化|优化|出台|审核|审定|审议|审计|主导|拨款|汇总|报送|公布|公开|"
    "发布|确保|严格|监督|检查|考核|统筹|协调|积极|主动|切实|及时|定期|拟订|拟定|起草|受理|查处|打击|整治|排查|培训|推广|引导|配备|安排|落实|加大|加快|严厉|从严|"
    "拨付|审批|审查|核查|核实|核定|核算|备案|征收|征缴|收集|整理|筹集|筹措|争取|申报|上报|反馈|通报|发放|兑付|兑现|认定|评审|评估|评价|验收|监测|预警|巡查|抽查|"
    "对接|衔接|走访|慰问|救助|救治|调处|化解|处置|处理|答复|维护|管护|养护|清理|清运|拆除|修复|治理|改造|规划|采购|购置|储备|调运|投放|供应|防控|防治|取缔|"
    "设立|设置|明确|统一(?:指挥|领导|调度|部署)|指挥(?!部|中心|官)|提出|研判|论证|出具|细化|修订|调整|梳理|公示|解读|宣讲|报道|动员|组建|选派|举办|召集|召开)"
)
"""What a unit does, where no role word says so: 财政局提供资金保障."""
_NO_OFFICE_AFTER = (
    "(?!办(?!理)|部|局|处|科|室|中心|组|委|院|所|站|队)"
    "(?![\u4e00-\u9fff]{0,10}(?:办|部|局|处|科|室|中心|组|委|院|所|站|队|股|司|厅|会|公司|办公室|单位|部门|机构|小组)(?:（[^（）]*）)?(?:$|[，；。、）〕：]))"
)
_AT_END = r"(?=[，；。、（）〔〕！]|$|(?:联系(?:人|电话)|联络员|完成时[限间]|责任(?:人|领导)|分管领导|电话)：)"
AS = (
    r"(?:[为是](?:主要|第[一二三]|共同|总|分|副|行业|属地|具体|直接){0,2}(?P<as_role>牵头|主办|责任|负责|承办|配合|协办|参与|协助|实施|落实|监管|完成)(?:责任)?"
    r"(?:单位|部门|方|机构|主体)|[为是](?:行业|业务|行政)?主管(?:单位|部门))"
)
SUFFIX_ROLES = (
    ("lead", rf"{_BEARS}(?:总?牵头|主办|首要)(?:抓总|协调|组织)?{_DUTIES}"),
    ("support", rf"{_BEARS}(?:配合|协助|协同|协办){_DUTIES}"),
    (
        "owner",
        rf"{_BEARS}(?:主体|监管|属地|行业|业务|管理|直接|主要|第一|领导|监督|部门|指导|组织|具体|安全|实施){{1,3}}{_DUTIES}",
    ),
    ("lead", rf"{_DUTY}{_ADVERB}{{0,3}}{_LEAD}(?:{_VERBS}|{_ADVERB}){{0,2}}"),
    ("support", rf"{_DUTY}{_ADVERB}{{0,3}}{_SUPPORT}(?:{_VERBS}|{_ADVERB}){{0,2}}"),
    ("support", rf"{_ADVERB}{{0,3}}{_SUPPORT}(?:{_VERBS}|{_ADVERB}){{0,2}}"),
    ("lead", rf"(?:负责)?{_ADVERB}{{0,3}}(?:负责)?{_LEAD}(?:{_VERBS}|{_ADVERB}){{0,2}}"),
    ("duty", rf"{_DUTY}(?:{_ADVERB}|{_VERBS}){{0,4}}"),
    ("owner", rf"{_ADVERB}{{0,3}}{_OWN}(?:{_VERBS}|{_ADVERB}){{0,2}}"),
    ("lead", rf"{_ADVERB}{{0,2}}(?:统筹(?:协调|推进|调度|指导)?|总协调|综合协调){_AT_END}"),
    (
        "support",
        rf"{_ADVERB}{{0,2}}(?:(?:给予|提供|予以)[\u4e00-\u9fff]{{0,6}}?)?(?:支持|协同|指导|协调|督促|督导)(?:支持|指导|协调|督促|监督|检查){{0,2}}{_AT_END}",
    ),
    ("support", rf"(?<=[局委办厅部院会府室心])(?:跟踪|负责)?(?:督查督办|督办|督查|(?<!负责)监督){_AT_END}"),
    ("owner", rf"(?:综合|直接|行业|属地|日常){{1,2}}监管{_AT_END}"),
    (
        "owner",
        rf"{_ADVERB}{{0,2}}(?:研究)?(?:落实|实施|推进|执行|办理|(?<![党会团群层级务益业济联])组织|完成|开展|主管(?!（[\u4e00-\u9fff]{{2,4}}）(?:单位|部门|机构))|推动|抓好|制定|拟订|拟定|起草|编制|印发|出台){{1,2}}{_AT_END}",
    ),
)
"""Role words after the names that they speak of, the first that fits; ``duty``: owner, or support after a lead."""
DOES = (
    r"(?<=[局委办厅部院会府室心司团联协队所馆校站镇乡])(?<!社会)"
    rf"(?:要|应|须|负责)?(?:抓紧|尽快|认真|切实)?{_DOES}{_NO_OFFICE_AFTER}"
)
"""What a unit does, after its name: it owns that."""
SUFFIX_BEGINS = (
    "遵比包会压扛履按根依结对在要应须分副长随持常日全直重专归跟共联双一具主各均都统积密协合牢抓认切加总再并牵为配参负承"
    "组贯给提予支指督监研落实推执办完开制拟起编印查定及综行属"
)
"""First characters of SUFFIX_ROLES: only there they are looked for, for speed."""
CARRIED = re.compile(r"(?:落实|执行|(?<!组织)实施)$")
OWNED = re.compile("负责|承担|承办|主办")
"""各镇落实 helps whoever is responsible; 各镇负责落实 is responsible."""
JOIN = (
    r"(?:(?:要|应|须|需|将)?(?:负责|分别|及时|主动)?会同|会商(?!会)"
    r"|(?<=[局委部厅办会行署院])商(?=[国中省市县区旗财教科工公民司人自生住交水农文卫应审退有相各])"
    r"|(?<=[局委部厅办行署院心府司])联合(?!会|体|国|社|参谋|保障|执法))"
)
"""Words after which the helpers are named: ``A会同B负责``."""

MANNER = (
    r"(?:(?:结合|根据|依据|按照?|依照|立足|围绕|坚持)[^，；。、：（）]{0,8}?(?:实际(?:情况|需要)?|(?:属地|条块|归口|分级)(?:管理|负责|为主)*(?:的)?原则|属地(?:管理)?)"
    r"|谁[\u4e00-\u9fff]{2}[、，]?谁[\u4e00-\u9fff]{2}(?:的?原则)?|各[负司尽]其[责职]|齐抓共管|通力[协合]作|上下联动|因地制宜|属地(?:管理|负责)|属地为主)(?:地)?"
)
"""How something is done (结合实际): it ends a name and is none."""

ETC = r"(?<![中高初同平])等等?(?:(?P<etc_count>[0-9一二三四五六七八九十两]{1,3})(?:[个家]|(?=部门|单位)))?"
COUNTED = r"(?<=[局委办厅部院会社行司心])(?<![省市县区旗州盟]委)(?:[两二三四五六七八九十]|\d{1,2})[个家]?(?=部门|单位)"
"""How many a list has named, behind its last name: A、B、C三部门."""
AND = r"以及|及其(?![他它余])|(?<![涉普惠波危推])及|和|与|暨|或"
BRACKETED = r"（(?:[^（）]|（[^（）]*）)*）|〔(?:[^〔〕]|〔[^〔〕]*〕)*〕|“[^“”]*”|《[^《》]*》|\"[^\"]*\"|「[^「」]*」"

MARK = r"[*★☆▲△●◆■※]+"
"""Marks that a document sets before or after a name."""
MARKED_LEADS = re.compile(
    rf"(?:标注?|带|加|有|注|打|划)?[“”\"]?{MARK}[“”\"]?(?:号|标记|者|的|单位|部门|为|是|表示){{0,4}}(?:牵头|主办)[^，；。、）〕]{{0,6}}"
)
"""A document's rule that the units with a mark lead: 带★的为牵头单位."""

COMMA_LEADS = re.compile(
    r"(?:[^，；。、（）〔〕]{0,10})逗号(?:之前|以前|前面?)[^，；。（）〔〕]{0,8}(?:牵头|主办|主责)[^，；。、（）〔〕]{0,6}(?:[，、]?(?:以?下同|逗号后|其余|其他|其它|余)[^，；。）〔〕]{0,14})*"
)
"""A document's rule that the units before the comma lead: 逗号前为牵头单位，下同."""
FIRST_LEADS = re.compile(
    r"(?:牵头|主办|主责)(?:单位|部门)(?:均|都|应|为)?(?:排|列|居|位列|排列|排名)[在于]?(?:首位|第[一1]位?|最前)|(?:其中|责任单位|排序|单位|部门|名单|中|列|排列|排名|排|位列|位居|居|在|的|以|序){0,5}(?:第[一1１](?:[位个名家列的者]|顺位|单位|部门|责任单位)|首位|首个|首列|最前|排首|列首)[^，。；（）〔〕：]{0,10}(?:牵头|主办|主责|第一责任|总负责)[^，。；、（）〔〕：]{0,6}(?:[，、（]?(?:以?下同|其余|其他|其它|余)[^，。；）〔〕]{0,14})*"
)
"""A document's rule that the first unit leads: ``列第一位的为牵头单位，下同``."""
NOTE = re.compile(
    r"(?:以下(?:简|合|统)称[^，。；）]*|以?下同|以下(?:各项|所有|任务|工作)[^，。；]{0,12}?需要?由?|以下均需[^，。；]*|不再[^，。；（〔]{0,12}|不另行?[^，。；（〔]{0,10}|详见[^，。；]*|参?见(?:附|《|“)[^，。；]*|(?:以下)?(?:单位|部门)?(?:排名|排序)不分先后"
    r"|(?:请|务必|须|应|要|并)?于(?=\d|每[年季月周日]|年底|本月|次月)[^，；。（）]*"
    r"|(?:联系电话|电话|手机)(?=\d)|\d(?<!\d\d)(?:\d{2,3}-\d{7,8}|\d{10}|\d{6,7})(?!\d))"
)
"""Statements about the document that name no unit."""
SENTENCE = re.compile(
    r"(?:凡|对|对于|如|若|其他|其余)?(?:未|没有|尚未|暂未|不)(?:明确|列出|列明|列入|标明|标注|注明|确定|指定|写明|单独列出|涉及)"
    r"|(?:以上|上述|此|该|本)(?:[各所有]{0,2})(?:任务|工作|事项|内容|措施|责任|牵头|表|项|(?:单位|部门)(?!各|有关|相关|内设|所属|下属|机关))|(?:如有|若有|凡是?|除)(?!各)|注[：:]"
)
"""Begins a sentence about the document: 未明确牵头单位的，由…."""
NO_LEAD = re.compile("(?:凡|对|对于|如|若)?(?:无|没有|未明确|未列)(?:明确)?(?:的)?(?:牵头|主办|责任|配合)(?:单位|部门)")
"""Begins a rule for tasks without a lead: 无牵头单位的，责任单位即为牵头单位."""
DATED = re.compile(
    r"(?:力争|于|在|并)?(?:(?:19|20)\d\d(?:年|$)|\d{1,2}月|年底|年内|[每本今]年|每月|每季|持续|长期|常态化?|全年|适时|按期|按时|及时|立即|分阶段|逐步|贯穿"
    r"|已经?(?:完成|办结|销号|落实|整改)|(?:新增|续建|完成|进行中|推进中|保留)$)"
)
"""What begins with a date names no unit."""
NO_NAME = re.compile(
    "列入|纳入|计入|接受|作为|视情|报送|报[县市区省上]|抄送|逾期|确保|实现|达到|形成|力争|争取|做到|要求|抓紧|尽快|坚决|坚持|重点(?!办)|认真|切实|务必|"
    "不得"
)
"""What begins so, without the ending of a body, says something about the work."""
BY = re.compile("(?<![自经缘理])由(?=[\u4e00-\u9fff]{2})")
"""Between a matter and who does it: 城区由县城管局负责."""
LEAD_IN = re.compile(
    r"以(?=[^，；。、]{2,20}为(?:主|牵头))|(?:请|拟|仍|还|并|再|分别|具体|主要|统一|均|应|原则上|其中|同时|另|对应|对口|需)*由|其中[，：]?|同时|请(?=[省市县区旗各有])"
    r"|(?:具体|各项|以上|上述|所有|全部)[\u4e00-\u9fff]{0,4}(?:任务|工作|事项|措施)(?:均|都)?(?:涉及|由)"
)
CONNECTOR = re.compile(r"(?:以及|及其(?!他)|及|与|暨|并(?!州)|和(?![平田县林顺静硕政龙布]))(?=[\u4e00-\u9fff])")
"""Left over before a name where a separator stood before it: ``A、和各镇``. 和平区, 和田 … are places."""
CONNECTOR_AFTER_NAME = re.compile(r"(?:以及|及其(?!他)|及|与|暨|并(?!州)|和)(?=[\u4e00-\u9fff])")
"""The same at once after a name or 等, where no place begins: ``A、B等和各镇``."""
"""Words before the first name of a clause."""

NONE = re.compile(r"(?:[/、\-—–―－_╱·*.。]+|无|暂无|空|没有|N/?A|n/?a|None|none|null|待定|待明确)[。]?$")

TYPED_ROLES: dict[str, Role] = {role.name: role.name for role in ROLES}
