"""Rules of deleting that are broken on purpose, by name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from mmstui.domain.deletions import ServerDelete, Stopped
from mmstui.domain.messages import Kind
from mmstui.store.deleting import delete_cancel, delete_requests, delete_undo, tombstones
from mmstui.store.deleting.delete_requests import Deleting
from mmstui.store.deleting.server_deletes import ServerDeletes
from mmstui.sync import delete_lists
from mmstui.sync.client_protocol import Service
from mmstui.sync.delete_lists import ServerLists
from mmstui.sync.delete_verification import DeleteVerifier
from mmstui.sync.deleter import Deleter
from mmstui.voipms import NoAnswer, Refused

Mutation = Callable[[], AbstractContextManager[object]]


class _Altered:
    """A service with a changed `delete`."""

    def __init__(self, service: Service, delete: Callable[[Service, Kind, int], Any]) -> None:
        self._service = service
        self._delete = delete

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    async def delete(self, kind: Kind, server_id: int) -> bool:
        return bool(await self._delete(self._service, kind, server_id))


def _service_that(delete: Callable[[Service, Kind, int], Any]) -> AbstractContextManager[object]:
    real = Deleter._delete

    async def altered(self: Deleter, row: ServerDelete) -> bool:
        service = self._service
        self._service = _Altered(service, delete)
        try:
            return await real(self, row)
        finally:
            self._service = service

    return patch.object(Deleter, "_delete", altered)


def _kind_forgotten() -> AbstractContextManager[object]:
    """deleteSMS is called for MMS too."""
    return _service_that(lambda service, _, server_id: service.delete(Kind.SMS, server_id))


def _lost_answer_is_a_refusal() -> AbstractContextManager[object]:
    """A delete request without an answer counts as refused."""

    async def delete(service: Service, kind: Kind, server_id: int) -> bool:
        try:
            return await service.delete(kind, server_id)
        except NoAnswer as error:
            raise Refused(error.status, error.words) from error

    return _service_that(delete)


def _unknown_id_is_a_refusal() -> AbstractContextManager[object]:
    """VoIP.ms's answer that the message does not exist counts as an error."""

    async def delete(service: Service, kind: Kind, server_id: int) -> bool:
        if not await service.delete(kind, server_id):
            raise Refused("no_sms", "No such message.")
        return True

    return _service_that(delete)


def _no_mark() -> AbstractContextManager[object]:
    """No mark is stored before the delete request."""

    def begin(self: ServerDeletes, kind: Kind, server_id: int) -> bool:
        return True

    return patch.object(ServerDeletes, "begin", begin)


def _mark_is_the_end() -> AbstractContextManager[object]:
    """A message counts as deleted as soon as the request is marked."""
    real = ServerDeletes.begin

    def begin(self: ServerDeletes, kind: Kind, server_id: int) -> bool:
        begun = real(self, kind, server_id)
        if begun:
            with self._database.writing(durable=True) as transaction:
                transaction.connection.execute(
                    "UPDATE server_deletion SET state = 'done' WHERE kind = ? AND server_id = ?",
                    (kind, server_id),
                )
        return begun

    return patch.object(ServerDeletes, "begin", begin)


def _no_wait() -> AbstractContextManager[object]:
    """A deletion begins without the undo window."""
    real = Deleting.begin_due

    def begin_due(self: Deleting) -> bool:
        if self._database.read("SELECT 1 FROM deletion WHERE due_at > asked_at"):
            with self._database.writing() as transaction:
                transaction.connection.execute("UPDATE deletion SET due_at = asked_at")
        return real(self)

    return patch.object(Deleting, "begin_due", begin_due)


def _no_look() -> AbstractContextManager[object]:
    """The request is sent without comparing the listed row."""
    real = ServerLists.verdict

    def verdict(self: ServerLists, row: ServerDelete) -> Any:
        told = real(self, row)
        return delete_lists.Verdict.LISTED if told is delete_lists.Verdict.MIRROR else told

    return _Both(
        patch.object(ServerLists, "verdict", verdict),
        patch.object(DeleteVerifier, "is_listed", lambda *_: True),
    )


def _gone_at_first_sight() -> AbstractContextManager[object]:
    """A message that is missing from one list counts as gone."""
    return patch.object(delete_lists, "GONE_AFTER", timedelta(seconds=-1))


def _no_tombstone() -> AbstractContextManager[object]:
    """A deletion here leaves no tombstone."""
    return patch.object(tombstones, "bury_messages", lambda *_: None)


def _newer_ones_too() -> AbstractContextManager[object]:
    """Messages that arrived after the dialog was opened are deleted too."""
    real = delete_requests._of_conversation

    def everything(connection: Any, conversation_id: int, newest: int) -> list[int]:
        return real(connection, conversation_id, sys.maxsize)

    return patch.object(delete_requests, "_of_conversation", everything)


def _z_is_ignored() -> AbstractContextManager[object]:
    """An undo is reported, but the deletion continues."""
    return patch.object(Deleting, "take_back", lambda self: self.last())


def _stop_is_ignored() -> AbstractContextManager[object]:
    """A cancellation is reported, but the deletion continues."""
    return patch.object(Deleting, "stop", lambda self: Stopped(1, 0, 0))


def _stop_forgets_what_is_asked() -> AbstractContextManager[object]:
    """A request that was in flight at the cancellation is sent again."""
    real = delete_cancel._stop

    def stop(transaction: Any, deletion_id: int) -> None:
        real(transaction, deletion_id)
        transaction.connection.execute(
            "UPDATE server_deletion SET state = 'deleting' WHERE state = 'stopping'"
        )

    return patch.object(delete_cancel, "_stop", stop)


def _stop_hides() -> AbstractContextManager[object]:
    """Messages of a cancelled deletion stay hidden."""
    real = delete_cancel._let_go

    def let_go(transaction: Any, which: str, values: Sequence[object]) -> None:
        with patch.object(delete_undo, "show", lambda *_: None):
            real(transaction, which, tuple(values))

    return patch.object(delete_cancel, "_let_go", let_go)


def _refusal_is_done() -> AbstractContextManager[object]:
    """A message that VoIP.ms refuses to delete counts as deleted."""

    def failed(self: ServerDeletes, kind: Kind, server_id: int, code: str, words: str) -> None:
        self.ended(kind, [server_id])

    return patch.object(ServerDeletes, "failed", failed)


class _Both:
    """Two patches at once."""

    def __init__(self, *patches: Any) -> None:
        self._patches = patches

    def __enter__(self) -> None:
        for each in self._patches:
            each.start()

    def __exit__(self, *_: object) -> None:
        for each in self._patches:
            each.stop()


MUTATIONS: dict[str, Mutation] = {
    "deleting forgets the kind": _kind_forgotten,
    "deleting without a mark": _no_mark,
    "a delete that was asked for is done": _mark_is_the_end,
    "a delete without an answer is refused": _lost_answer_is_a_refusal,
    "a delete of what is gone is refused": _unknown_id_is_a_refusal,
    "a refused delete is done": _refusal_is_done,
    "deleting does not wait": _no_wait,
    "deleting does not look": _no_look,
    "what is listed late is gone": _gone_at_first_sight,
    "deleting leaves no tombstone": _no_tombstone,
    "newer ones are deleted too": _newer_ones_too,
    "z is ignored": _z_is_ignored,
    "stopping is ignored": _stop_is_ignored,
    "what is stopped is asked for again": _stop_forgets_what_is_asked,
    "what is stopped stays hidden": _stop_hides,
}
