"""Letters with a file attached to drafts (.eml) that Outlook, Foxmail and Thunderbird open ready to be sent.

``X-Unsent: 1`` makes Outlook open a message for writing. Chinese names are encoded as RFC 2047 (headers) and RFC 2231
(file names) say. The same letter gives the same bytes: no date, no message id, and a boundary made of the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from msgspec import Struct

from generator.model import DepartmentView
from generator.problems import Place, Problem, warning
from generator.system import disk
from generator.system.workspace import Workspace
from generator.vocabulary import SHEET_DEPARTMENTS

SEPARATORS = re.compile(r"[\s,，;；、]+")
"""Between several addresses of one department."""
WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


class Letter(Struct, frozen=True):
    """What a department is written, and the workbooks that go with it."""

    department: DepartmentView
    subject: str
    body: str
    attachments: tuple[Path, ...]


def drafts(workspace: Workspace, letters: Sequence[Letter]) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Write a draft beside the first attachment of each letter whose department has 邮箱, and tell those without.

    Raises InputError if a draft cannot be written.
    """
    written, unreachable = [], []
    for letter in letters:
        addresses = addresses_of(letter.department)
        if not addresses:
            unreachable.append(letter.department.short)
            continue
        path = letter.attachments[0].with_suffix(".eml")
        put(workspace, path, message_of(letter, addresses))
        written.append(path)
    return tuple(written), tuple(told(unreachable))


def put(workspace: Workspace, path: Path, data: bytes) -> None:
    """Write a file of output/; one that is there and says something else is kept under 旧版. Raises InputError."""
    with disk.writing(workspace.shown(path)):
        disk.refuse_links(workspace.output, path.relative_to(workspace.output))
        if path.exists() and path.read_bytes() != data:
            disk.keep_copy(path, workspace.former)
        path.parent.mkdir(parents=True, exist_ok=True)
        disk.replace_file(path, data)


def addresses_of(department: DepartmentView) -> list[Address]:
    """The addresses in 邮箱; none if one of them is no address."""
    texts = [text for text in SEPARATORS.split(department.email) if text]
    try:
        addresses = [Address(department.full, addr_spec=text) for text in texts]
    except (MessageError, ValueError, IndexError):
        return []
    is_whole = all(address.username and "." in address.domain for address in addresses)
    return addresses if is_whole and all(text.isascii() for text in texts) else []


def message_of(letter: Letter, addresses: Sequence[Address]) -> bytes:
    """A draft as a file."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["To"] = addresses
    message["Subject"] = " ".join(letter.subject.split())
    message.set_content(letter.body, cte="base64")
    content = letter.body.encode()
    for path in letter.attachments:
        data = path.read_bytes()
        content += data
        message.add_attachment(data, maintype=WORKBOOK[0], subtype=WORKBOOK[1], filename=path.name)
    message.set_boundary(f"=_{disk.sha_of(content)[:32]}")
    return message.as_bytes()


def told(unreachable: Sequence[str]) -> Iterable[Problem]:
    """The departments that no draft could be written for."""
    if unreachable:
        yield warning(
            "no-email",
            Place("", SHEET_DEPARTMENTS),
            f"{len(unreachable)} 个单位没有可用的邮箱，没有写邮件草稿：{'、'.join(unreachable)}",
            "请在“单位”表的“邮箱”一栏填写，几个地址用顿号隔开。",
        )
