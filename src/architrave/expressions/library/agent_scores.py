"""AgentScorePairs: agents with the scores for preferred-agent routing."""

from typing import Any

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import MISMATCH, OUT_OF_RANGE, ExpressionError
from architrave.expressions.library.search_by_name import look_up
from architrave.expressions.question import Ask
from architrave.expressions.values import Record

_MAX_SCORE = 100


@function(
    "MakeAgentScorePair(agent: User, score: Integer[0..100]) -> AgentScorePair",
    "An agent with a score from 0 to 100, which routing uses to prefer agents.",
    category="complex",
    examples=[Example('MakeAgentScorePair(FindUserById("usr-1"), 25).score', shown="25")],
)
def _agent_score_pair(agent: Record, score: int) -> Record:
    return Record("cpx_agent_score_pair", {"agent": agent, "score": score})


@function(
    "MakeListAgentScorePair(propertyAgent: User[], propertyScore: Integer[]) -> AgentScorePair[]",
    "A collection of pairs of an agent and a score from 0 to 100; both collections must have the same length.",
    category="list",
    examples=[
        Example(
            'MakeListAgentScorePair(FindUsersById(MakeList("usr-1", "usr-2")), MakeList(50, 90))',
            shown="two AgentScorePairs, of the users usr-1 and usr-2",
        ),
    ],
)
def _pair_users(agents: tuple[Any, ...], scores: tuple[int | None, ...]) -> tuple[Record, ...]:
    if len(agents) != len(scores):
        raise ExpressionError(MISMATCH, f"There are {len(agents)} agents but {len(scores)} scores.")
    outside = [score for score in scores if score is not None and not 0 <= score <= _MAX_SCORE]
    if outside:
        raise ExpressionError(OUT_OF_RANGE, f"A score must be 0 to {_MAX_SCORE}; {outside[0]} is not.")
    pairs = zip(agents, scores, strict=True)
    return tuple(Record("cpx_agent_score_pair", {"agent": agent, "score": score}) for agent, score in pairs)


@function(
    "MakeListAgentScorePair(agentIds: String[], propertyScore: Integer[]) -> AgentScorePair[]",
    "A collection of pairs of an agent, found by id, and a score from 0 to 100; both must have the same length.",
    category="list",
    asks=True,
    examples=[
        Example(
            'MakeListAgentScorePair(MakeList("usr-1", "usr-2"), MakeList(30, 70))',
            shown="two AgentScorePairs, of the users usr-1 and usr-2",
        ),
        Example('MakeListAgentScorePair(MakeList("usr-1"), MakeList(30, 70))', error=MISMATCH),
    ],
)
def _pair_ids(ask: Ask, ids: tuple[str | None, ...], scores: tuple[int | None, ...]) -> tuple[Record, ...]:
    if len(ids) != len(scores):
        raise ExpressionError(MISMATCH, f"There are {len(ids)} agents but {len(scores)} scores.")
    return _pair_users(tuple(look_up(ask, "user", "id", each, "usr") for each in ids), scores)
