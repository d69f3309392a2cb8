"""`Agent_Work_Queue.yaml`: the child tasks of phases."""

from collections.abc import Iterator, Mapping

from bot.documents.policy_file import QueueFields
from bot.documents.problems import DocumentError
from bot.documents.status_words import read_status, status_key
from bot.documents.yaml import Node, read_yaml
from bot.readiness.place import Place, Problem
from bot.readiness.work import Task


def read_work_queue(data: bytes, path: str, fields: QueueFields) -> tuple[Task, ...]:
    """Return every task of the queue, in its order; a task without a phase has phase "".

    The queue is a list, or keeps lists under the keys `fields.tasks`, at the top or under each of
    a list or mapping of phases, whose phase its tasks then have. Raises DocumentError where there
    is no such list, or a task lacks its id or status.
    """
    root = read_yaml(data, path)
    reader = _Reader(path, fields)
    tasks = list(reader.tasks(root, ""))
    if not reader.lists:
        wrong = f"No list of tasks is here under {' or '.join(fields.tasks)}."
        has = ", ".join(root.entries or {}) or "nothing of the kind"
        mend = f"The file has {has}: name the list's key in `work_queue.tasks`."
        raise DocumentError(Problem(Place(path, root.line), wrong, mend))
    if reader.problems:
        raise DocumentError(*reader.problems)
    return tuple(tasks)


def _text(node: Node | None) -> str:
    return "" if node is None or node.value is None else node.text.strip()


def _members(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield what a list or a mapping holds, with its name; "" in a list."""
    yield from (node.entries or {}).items()
    yield from (("", item) for item in node.items or ())


class _Reader:
    """Walks a queue; `lists` counts the lists of tasks that were found."""

    def __init__(self, path: str, fields: QueueFields) -> None:
        self.path = path
        self.fields = fields
        self.lists = 0
        self.problems: list[Problem] = []

    def tasks(self, node: Node, phase: str) -> Iterator[Task]:
        """Yield the tasks of a list, or of the lists under a mapping's task keys or its phases."""
        if node.items is not None and not phase:
            yield from self.members(node, phase)
            return
        for name, inner in (node.entries or {}).items():
            if name in self.fields.tasks:
                yield from self.members(inner, phase)
            elif not phase:
                yield from self.of_phases(inner)

    def of_phases(self, node: Node) -> Iterator[Task]:
        """Yield the tasks under each phase of a list (with an id) or a mapping (by its key)."""
        members = [*_members(node)]
        some = any(self._has_tasks(member) for _, member in members)
        for name, member in members:
            entries = member.entries or {}
            if some and not self._has_tasks(member):
                self._other_lists(member)
            if self._has_tasks(member):
                own = _text(entries.get(self.fields.phase)) or _text(entries.get(self.fields.id))
                yield from self.tasks(member, name or own or "?")

    def _has_tasks(self, member: Node) -> bool:
        return any(key in self.fields.tasks for key in member.entries or {})

    def _other_lists(self, member: Node) -> None:
        """Note a list that looks like tasks under another key than those of other phases."""
        needed = {self.fields.id, self.fields.status}
        for key, inner in (member.entries or {}).items():
            if any(needed <= (each.entries or {}).keys() for each in inner.items or ()):
                wrong = (
                    f"The list under `{key}` is not read; other phases have {self.fields.tasks[0]}."
                )
                mend = f"Call it `{self.fields.tasks[0]}`, or name `{key}` in `work_queue.tasks`."
                self.problems.append(Problem(Place(self.path, inner.line), wrong, mend))

    def members(self, node: Node, phase: str) -> Iterator[Task]:
        self.lists += 1
        for name, member in _members(node):
            if task := self.task(member, name, phase):
                yield task

    def phases(self, entries: Mapping[str, Node], task_id: str) -> str:
        """Return what names the phases of a task: a text, or the texts of a list with commas."""
        one = self.fields.phase
        node = entries.get(one) or entries.get(f"{one}s")
        if node is None:
            return ""
        each = (node,) if node.items is None else node.items
        for wrong in (n for n in each if n.entries is not None or n.items is not None):
            said = f"The {one} of the task {task_id} is no id and no list of ids."
            mend = f"Write `{one}: P4`, or `{one}: [P4, EXEC]`."
            self.problems.append(Problem(Place(self.path, wrong.line), said, mend))
        return ", ".join(filter(None, map(_text, each)))

    def task(self, node: Node, name: str, phase: str) -> Task | None:
        fields, entries = self.fields, node.entries or {}
        task_id = _text(entries.get(fields.id)) or name
        state = _text(entries.get(fields.status))
        place = Place(self.path, node.line)
        for key, value in ((fields.id, task_id), (fields.status, state)):
            if not value:
                wrong = f"The task {task_id or 'here'} has no {key}."
                mend = f"Add `{key}:`, or name the queue's own field under `work_queue`."
                self.problems.append(Problem(place, wrong, mend))
                return None
        words = {status_key(word) for word in fields.done}
        return Task(
            id=task_id,
            title=_text(entries.get(fields.title)) or task_id,
            phase=self.phases(entries, task_id) or phase,
            state=state,
            done=read_status(state, words.__contains__).is_one_of(words),
            moved_to=_text(entries.get(fields.moved_to)),
            place=place,
        )
