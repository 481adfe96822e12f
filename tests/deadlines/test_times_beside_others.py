"""Made-up deadlines in which words of time say what, how much or how well, and not when."""

import pytest

from generator.deadlines import read_deadline
from tests.deadlines.test_deadline_grammar import told


@pytest.mark.parametrize(
    ("wording", "meaning"),
    [
        # what kind of thing is made
        ("6月底前建立常态化工作机制", "by-date 2023-06-30"),
        ("建立动态调整机制，6月底前", "by-date 2023-06-30"),
        ("9月底前建成实时监测系统", "by-date 2023-09-30"),
        ("7月底前完成，纳入日常监管", "by-date 2023-07-31"),
        ("6月底前形成长效机制并持续推进", "by-date 2023-06-30 + ongoing"),
        # what is reached by then, and how much each year
        ("到2025年底，实现监管全覆盖、常态化", "by-date 2025-12-31"),
        ("到2025年，常态化机制基本建立", "by-date 2025-12-31"),
        ("到2025年底完成，长期坚持", "by-date 2025-12-31 + ongoing"),
        ("到2025年底达到三成，以后逐年增加", "by-date 2025-12-31"),
        ("年底前，办结时限分别压缩至1.5个月、5个月和9个月", "by-date 2023-12-31"),
        ("年底前办理时限压缩一半，减至1个月、半个月", "by-date 2023-12-31"),
        # which things are meant
        ("2020年底前投用的设备，2024年底前更换", "by-date 2024-12-31"),
        ("每年8月将次年市级资金列入预算", "recurring yearly, by 8/last"),
        ("备案截至每年10月底，逾期视为当年无项目", "recurring yearly, by 10/last"),
        # what is allowed besides, by what, and on holidays
        ("每年召开两次，也可根据需要临时召开", "recurring twice a year"),
        ("每月通报一次，也可随时通报", "recurring monthly"),
        ("每月28日前将本月进展情况报县政府办", "recurring monthly, day 28"),
        ("3个工作日内，根据走访等情况，提出意见", "relative P3 workdays"),
        ("每月10日前，遇节假日顺延", "recurring monthly, day 10"),
        ("7月底前公布名录，并逐步淘汰", "by-date 2023-07-31"),
        ("一般每月召开三次，如有需要可临时召开", "recurring three times a month"),
        ("每半年召开一次，根据需要可安排其他单位列席", "recurring half-yearly"),
        ("每年6月，注意通知，按要求登记", "recurring yearly, by 6/last"),
        ("每年开展1次检查，不断提高质量", "recurring yearly"),
        ("每年就项目情况和本年度发展计划形成报告", "recurring yearly"),
        ("短期：2023年底；长期：2027年底", "by-date 2023-12-31 + by-date 2027-12-31"),
        ("于4月3日公示常态分配的结果", "by-date 2023-04-03"),
        # how long ahead of what has no day
        ("考试前10天", "as-needed"),
        ("须在期限届满3个月前提出", "as-needed"),
        ("不能当场登记的，3个工作日内登记", "relative P3 workdays"),
        ("2023年完成总任务的六成，2024年全面完成", "by-date 2023-12-31 + by-date 2024-12-31"),
        ("2023年秋季学期起实施", "ongoing"),
        # the one of two that counts
        ("力争8月底、确保9月底前完成", "by-date 2023-09-30"),
        ("2023年底前，力争提前到10月底", "by-date 2023-12-31"),
        ("5月底前完成设计，力争6月底前开工", "by-date 2023-05-31 + by-date 2023-06-30"),
        ("原定6月底，延期至9月底", "by-date 2023-09-30"),
        ("收到后3个工作日内（即3月1日至3日）", "period 2023-03-01..2023-03-03"),
        # rules with their days and counts
        ("每半年一次，6月底、12月底前报送", "recurring half-yearly, by 6/last and 12/last"),
        ("每月1日至5日", "recurring monthly, days 1 to 5"),
        ("每月25日至月底", "recurring monthly, day 25 to the end"),
        ("每年组织专题学习不少于2次", "recurring twice a year"),
        ("每年3、6、9、12月", "recurring yearly, by 3/last and 6/last and 9/last and 12/last"),
        ("元月底前", "by-date 2023-01-31"),
        ("按省统一时间", "as-needed"),
        ("期末", "as-needed"),
        ("每年年底开展一次", "recurring yearly, by 12/31"),
        ("每学期开学后两周内", "recurring every term"),
        ("2023-2025三年", "period 2023-01-01..2025-12-31"),
        ("今冬明春", "as-needed"),
    ],
)
def test_only_what_says_when_counts(wording, meaning):
    assert told(read_deadline(wording, 2023)) == meaning
