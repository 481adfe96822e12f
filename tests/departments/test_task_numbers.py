from generator.departments import check_numbers
from generator.model import Ledger, Origin, Task


def problems(*tasks):
    """Each task is (number, section, item)."""
    rows = tuple(
        Task(
            number=n,
            section=s,
            item=i,
            origin=Origin("l.xlsx", "台账", str(row), {"number": "B", "section": "C", "item": "D"}),
        )
        for row, (n, s, i) in enumerate(tasks, 2)
    )
    return [(problem.code, problem.place.cell) for problem in check_numbers(Ledger(tasks=rows))]


def test_numbers_in_order_are_right():
    assert problems(("1", "一", ""), ("2", "一", ""), ("3", "二", "")) == []


def test_a_missing_number_keeps_its_place_in_the_count():
    assert problems(("1", "", ""), ("", "", ""), ("3", "", "")) == [("missing-number", "B3")]


def test_doubled_and_skipped_numbers_are_told():
    assert problems(("1", "", ""), ("1", "", ""), ("4", "", "")) == [("doubled-number", "B3"), ("skipped-number", "B4")]


def test_numbers_may_start_again_in_each_section():
    assert problems(("1", "一", ""), ("2", "一", ""), ("1", "二", ""), ("2", "二", "")) == []


def test_counts_in_labels_must_add_up():
    two = [("1", "一、建仓（3项）", "（一）选址（1项）"), ("2", "一、建仓（3项）", "（二）施工（1项）")]
    assert problems(*two) == [("count-differs", "C2")]
    assert problems(*two, ("3", "一、建仓（3项）", "（二）施工（1项）")) == [("count-differs", "D3")]
