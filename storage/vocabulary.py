"""What may be stored as typed JSON: the words of the outbox, and what rounds are made of.

Each has a name of its own in the rows, which stays when its class is called otherwise.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.ports import card, intents
from bot.readiness import (
    blockers,
    events,
    evidence,
    hand_edits,
    ops_events,
    ops_refusals,
    phase,
    place,
    refusals,
    round,  # noqa: A004 - the module is named by the domain
    work,
)
from storage.codec import Codec

# The name in the rows → the class of today. A name is never given to another class. A class that
# comes to be stored otherwise gets a new name, and the old name stays with a class that reads it.
STORED_AS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "Answer": intents.Answer,
        "AppendProgress": intents.AppendProgress,
        "AskMerge": intents.AskMerge,
        "ChangeEvidence": intents.ChangeEvidence,
        "ChangeOps": intents.ChangeOps,
        "CheckEvidence": intents.CheckEvidence,
        "Claimed": intents.Claimed,
        "FollowMerge": intents.FollowMerge,
        "FollowStanding": intents.FollowStanding,
        "Intent": intents.Intent,
        "LandSignoff": intents.LandSignoff,
        "LookBetween": intents.LookBetween,
        "MoveStatus": intents.MoveStatus,
        "OpenRound": intents.OpenRound,
        "ParkedIntent": intents.ParkedIntent,
        "PostDigest": intents.PostDigest,
        "RemindPerson": intents.RemindPerson,
        "ReplyTo": intents.ReplyTo,
        "ShowCard": intents.ShowCard,
        "ShowHome": intents.ShowHome,
        "TellChannel": intents.TellChannel,
        "TellPerson": intents.TellPerson,
        "TellThread": intents.TellThread,
        "WatchRound": intents.WatchRound,
        "Work": intents.Work,
        "Brief": card.Brief,
        "Decision": round.Decision,
        "Gap": round.Gap,
        "NewGap": round.NewGap,
        "Reviewer": round.Reviewer,
        "Round": round.Round,
        "Seat": round.Seat,
        "Terms": round.Terms,
        "Waived": round.Waived,
        "Audit": evidence.Audit,
        "Evidence": evidence.Evidence,
        "Finding": evidence.Finding,
        "Subject": evidence.Subject,
        "AlreadyAsked": events.AlreadyAsked,
        "CameBetween": events.CameBetween,
        "Change": events.Change,
        "Decided": events.Decided,
        "Event": events.Event,
        "EvidenceAdded": events.EvidenceAdded,
        "EvidenceChecked": events.EvidenceChecked,
        "EvidenceRemoved": events.EvidenceRemoved,
        "GapAddressed": events.GapAddressed,
        "GapsListed": events.GapsListed,
        "Landed": events.Landed,
        "MergeAsked": events.MergeAsked,
        "NotMerged": events.NotMerged,
        "Parked": events.Parked,
        "RequestRefused": events.RequestRefused,
        "RoundOpened": events.RoundOpened,
        "StatusMoved": events.StatusMoved,
        "StillTrying": events.StillTrying,
        "Superseded": events.Superseded,
        "Voided": events.Voided,
        "Withdrawn": events.Withdrawn,
        "ConcernRaised": ops_events.ConcernRaised,
        "DigestNotMade": ops_events.DigestNotMade,
        "DigestNotPosted": ops_events.DigestNotPosted,
        "DigestStopped": ops_events.DigestStopped,
        "OpsChanged": ops_events.OpsChanged,
        "ReminderNotSent": ops_events.ReminderNotSent,
        "ReviewReminded": ops_events.ReviewReminded,
        "TakenBack": ops_events.TakenBack,
        "HandEdit": hand_edits.HandEdit,
        "HandEdited": hand_edits.HandEdited,
        "SignedRow": hand_edits.SignedRow,
        "Stand": hand_edits.Stand,
        "AlreadyApproved": refusals.AlreadyApproved,
        "AmbiguousGap": refusals.AmbiguousGap,
        "AnotherThread": refusals.AnotherThread,
        "BadEvidence": refusals.BadEvidence,
        "BadText": refusals.BadText,
        "Barred": refusals.Barred,
        "Blocked": refusals.Blocked,
        "BrokenDocuments": refusals.BrokenDocuments,
        "DuplicateEvidence": refusals.DuplicateEvidence,
        "EvidenceChanged": refusals.EvidenceChanged,
        "GapClosed": refusals.GapClosed,
        "GapsStand": refusals.GapsStand,
        "LandingUnderWay": refusals.LandingUnderWay,
        "LeavesNobody": refusals.LeavesNobody,
        "MayNotRead": refusals.MayNotRead,
        "NoOpenRound": refusals.NoOpenRound,
        "NoProjectHere": refusals.NoProjectHere,
        "NoSuchEvidence": refusals.NoSuchEvidence,
        "NoSuchGap": refusals.NoSuchGap,
        "NoSuchPhase": refusals.NoSuchPhase,
        "NoSuchSubject": refusals.NoSuchSubject,
        "NotAReviewer": refusals.NotAReviewer,
        "NotAnOwner": refusals.NotAnOwner,
        "NotApproved": refusals.NotApproved,
        "OldThread": refusals.OldThread,
        "OneRoleEach": refusals.OneRoleEach,
        "PhaseLocked": refusals.PhaseLocked,
        "Refusal": refusals.Refusal,
        "RoleFilled": refusals.RoleFilled,
        "RoleUnclear": refusals.RoleUnclear,
        "RoundOver": refusals.RoundOver,
        "WrongStatus": refusals.WrongStatus,
        "BadDay": ops_refusals.BadDay,
        "ClosedMeanwhile": ops_refusals.ClosedMeanwhile,
        "NoOpsTrack": ops_refusals.NoOpsTrack,
        "NobodyAwaited": ops_refusals.NobodyAwaited,
        "NotInPolicy": ops_refusals.NotInPolicy,
        "OpsItemIsSo": ops_refusals.OpsItemIsSo,
        "RemindedToday": ops_refusals.RemindedToday,
        "UnclearOpsItem": ops_refusals.UnclearOpsItem,
        "BlockedByDocument": blockers.BlockedByDocument,
        "BlockedByEvidence": blockers.BlockedByEvidence,
        "BlockedByGap": blockers.BlockedByGap,
        "BlockedByPredecessor": blockers.BlockedByPredecessor,
        "BlockedByStatus": blockers.BlockedByStatus,
        "BlockedByTask": blockers.BlockedByTask,
        "Blocker": blockers.Blocker,
        "MissingKind": blockers.MissingKind,
        "NoEvidence": blockers.NoEvidence,
        "NoImplementation": blockers.NoImplementation,
        "NobodyEligible": blockers.NobodyEligible,
        "AwaitedMerge": work.AwaitedMerge,
        "Deliverable": work.Deliverable,
        "Held": work.Held,
        "OpsChange": work.OpsChange,
        "OpsItem": work.OpsItem,
        "Task": work.Task,
        "TrackedGap": work.TrackedGap,
        "Phase": phase.Phase,
        "UnknownStatus": phase.UnknownStatus,
        "Place": place.Place,
        "Problem": place.Problem,
    }
)
# Where a field is called otherwise than in the rows: class → field → its name there.
FIELDS_STORED_AS: Final[Mapping[type, Mapping[str, str]]] = MappingProxyType({})

CODEC: Final = Codec(STORED_AS, FIELDS_STORED_AS)


def encode(value: object) -> str:
    """Return the JSON text of a domain value."""
    return CODEC.encode(value)


def decode(text: str, kind: Any) -> Any:
    """Return the domain value of type `kind` in a JSON text; raises Unreadable."""
    return CODEC.decode(text, kind)
