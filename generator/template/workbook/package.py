"""A workbook file to its parts, for what openpyxl changes or leaves out while it reads.

ECMA-376 part 2 (packages: parts and relationships), part 1, 12 (the parts of a workbook).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from msgspec import Struct

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE_RELS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_PART_BYTES = 100 * 1024 * 1024
"""A template is a page or two with pictures; more is a mistake or an attack (a zip bomb)."""


class Relation(Struct, frozen=True):
    """One relationship of a part: where it leads, and to what kind of part."""

    kind: str
    target: str
    external: bool = False


class Package(Struct, frozen=True, dict=True):
    """The parts of a workbook file."""

    data: bytes

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        """The zip; raises BadZipFile."""
        return zipfile.ZipFile(io.BytesIO(self.data))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self.archive.namelist())

    @property
    def unpacked_size(self) -> int:
        """Bytes of all parts together, as the zip's directory says."""
        return sum(info.file_size for info in self.archive.infolist())

    def xml(self, part: str) -> Element:
        """The root of an XML part, names of the strict form made transitional."""
        return fromstring(self.archive.read(part))

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part, by id."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.names:
            return {}
        relations = {}
        for element in self.xml(rels):
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            relations[element.get("Id", "")] = Relation(element.get("Type", "").rsplit("/", 1)[-1], target, external)
        return relations

    @cached_property
    def workbook(self) -> str:
        """The name of the workbook's part."""
        kinds = {relation.kind: relation.target for relation in self.relations("").values()}
        return kinds.get("officeDocument", "xl/workbook.xml")

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Sheet name → part."""
        relations = self.relations(self.workbook)
        sheets = {}
        for element in self.xml(self.workbook).iter(f"{MAIN}sheet"):
            relation = relations.get(element.get(f"{OFFICE_RELS}id", ""))
            if relation:
                sheets[element.get("name", "")] = relation.target
        return sheets

    def parts_like(self, pattern: str) -> Iterator[str]:
        """The names of parts that match a regular expression."""
        return (name for name in self.names if re.match(pattern, name))

    def with_mended_styles(self) -> bytes:
        """The file with each empty ``<fill/>`` given the pattern it stands for: openpyxl cannot read it without."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as mended:
            for info in self.archive.infolist():
                content = self.archive.read(info)
                if info.filename.endswith("styles.xml"):
                    content = re.sub(
                        rb"<((?:\w+:)?)fill\s*/>", rb'<\1fill><\1patternFill patternType="none"/></\1fill>', content
                    )
                    content = re.sub(
                        rb"<((?:\w+:)?)fill>\s*</(?:\w+:)?fill>",
                        rb'<\1fill><\1patternFill patternType="none"/></\1fill>',
                        content,
                    )
                mended.writestr(info.filename, content)
        return target.getvalue()


def relations_target(relations: dict[str, Relation], kind: str) -> Iterator[str]:
    """The parts inside the package that a part is related to as `kind`."""
    return (relation.target for relation in relations.values() if relation.kind == kind and not relation.external)
