"""What workbooks showed is kept once, in bundles that are never changed."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.records.manifest import BACKUP, NAME, DamagedError, decode
from generator.records.values import MANY, Store
from tests.offices import open_office

RECORDS = st.lists(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4), max_size=12)


def reopened(bundles: dict[str, bytes]) -> Store:
    return Store(bundles)


@given(RECORDS, RECORDS)
def test_what_was_kept_is_there_again(first, second):
    store = Store()
    keys = [store.keep(record) for record in first]
    bundles = dict([store.bundle(lambda: keys)])
    bundles.pop("", None)
    store = reopened(bundles)
    more = [store.keep(record) for record in second]
    name, data = store.bundle(lambda: [*keys, *more])
    if name:
        bundles[name] = data
    store = reopened(bundles)
    assert [store.get(key) for key in (*keys, *more)] == [*first, *second]
    assert store.bundles == list(bundles)


def test_what_is_known_is_not_written_again():
    store = Store()
    key = store.keep({"content": "做好工作"})
    name, data = store.bundle(list)
    assert key in data.decode()
    store = reopened({name: data})
    store.keep({"content": "做好工作"})
    assert store.bundle(list) == ("", b"")


def test_many_bundles_become_one_with_what_is_used():
    bundles: dict[str, bytes] = {}
    keys = []
    for number in range(MANY + 1):
        store = reopened(bundles)
        keys.append(store.keep({"number": str(number)}))
        name, data = store.bundle(lambda: keys[1:])
        bundles[name] = data
    assert store.bundles == [name]
    assert sorted(json.loads(data)) == sorted(keys[1:])
    assert store.get(keys[1]) == {"number": "1"}
    assert store.get(keys[0]) is None


def test_a_record_nobody_knows_is_none():
    assert Store().get("0" * 20) is None


@pytest.fixture
def office(tmp_path):
    made = open_office(tmp_path)
    made.build()
    return made


@pytest.mark.slow
@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"{}")])
def test_a_damaged_bundle_is_a_damaged_manifest_and_nothing_typed_is_lost(office, damage):
    (bundle,) = (office.output / ".taizhang" / "values").iterdir()
    damage(bundle)
    with pytest.raises(DamagedError):
        decode((office.output / ".taizhang" / NAME).read_bytes(), office.output / ".taizhang")
    office.edit(G3="2021年6月底")
    before = office.files()
    code, report = office.run("build", "--as-of", "2021-01-01")
    assert "damaged-manifest" in [each["code"] for each in report["problems"]]
    assert code == 3, "without its record a workbook that shows something else may be somebody's"
    assert office.files().keys() == before.keys()
    code, report = office.run("build", "--as-of", "2021-01-01", "--force")
    assert code == 0
    assert office.built() == set()


@pytest.mark.slow
def test_bundles_that_no_manifest_needs_are_removed(office):
    folder = office.output / ".taizhang"
    for month in range(1, MANY + 4):
        office.edit(G3=f"2021年{month}月底" if month <= 12 else f"2022年{month - 12}月底")
        office.build()
        listed = {
            *json.loads((folder / NAME).read_bytes())["bundles"],
            *json.loads((folder / BACKUP).read_bytes())["bundles"],
        }
        assert {path.stem for path in (folder / "values").iterdir()} == listed
        assert len(listed) <= MANY + 1


def test_a_manifest_of_the_first_format_is_read(office):
    code, _ = office.run("distribute", "--date", "2021-01-01")
    assert code == 0
    folder = office.output / ".taizhang"
    manifest = decode((folder / NAME).read_bytes(), folder)
    records: dict[str, dict[str, str]] = {}

    def sheet(key: str) -> dict[str, str]:
        keys = manifest.tasks_of(key)
        records.update({each: manifest.store.get(each) or {} for each in keys.values()})
        return keys

    first = {
        "format": 1,
        "titles": manifest.titles,
        "templates": manifest.templates,
        "entries": manifest.entries,
        "standings": manifest.standings,
        "shown": {name: sheet(key) for name, key in manifest.shown.items()},
        "editions": [
            {"number": each.number, "date": each.date, "sent": {name: sheet(key) for name, key in each.sent.items()}}
            for each in manifest.editions
        ],
    }
    (folder / NAME).write_bytes(msgspec.json.encode({**first, "records": records}))
    office.edit(G3="2021年6月底")
    _, status = office.run("status", "--as-of", "2021-01-01")
    assert {each["department"]: each["reasons"] for each in status["recipients"]} == {
        name: ["任务2的完成时限变更"] for name in ("教体局", "水务局")
    }
    assert office.built() == {each["path"] for each in status["stale"]}
    assert json.loads((folder / NAME).read_bytes())["format"] == 2
