"""`Agent_Work_Queue.yaml`: the child tasks of phases."""

from bot.documents.policy_file import QueueFields
from bot.readiness.work import Task


def read_work_queue(data: bytes, path: str, fields: QueueFields) -> tuple[Task, ...]:
    """Return every task of the queue, in its order; a task without a phase has phase "".

    Raises DocumentError where the file is no such queue or a task lacks its id or status.
    """
    raise NotImplementedError
