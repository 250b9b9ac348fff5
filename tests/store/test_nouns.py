"""Data written and read back: flows and versions, participants' data, tokens."""

from architrave.store import Store, flows, participants, tokens


def test_a_flow_is_saved_and_saved_again(store: Store) -> None:
    flow = flows.FlowRow("f-1", "Order sync", "workflow", "Home", "", None)
    with store.write() as connection:
        flows.save(connection, flow)
        flows.save(connection, flows.FlowRow("f-1", "Order sync 2", "workflow", None, "x", 2, active=False))
    with store.read() as connection:
        assert flows.all_flows(connection) == [
            flows.FlowRow("f-1", "Order sync 2", "workflow", None, "x", 2, active=False)
        ]


def test_publishing_a_version_ends_the_previous_one(store: Store) -> None:
    with store.write() as connection:
        flows.save(connection, flows.FlowRow("f-1", "Order sync", "workflow", None, "", None))
        for number in (1, 2):
            flows.add_version(connection, flows.VersionRow("f-1", number, f"hash-{number}", "a.yaml", 10), "text")
            flows.publish(connection, "f-1", number, 100 * number)
    with store.read() as connection:
        assert [flow.published for flow in flows.all_flows(connection)] == [2]
        newest, first = flows.versions(connection, "f-1")
        assert (newest.published_at, newest.published_end) == (200, None)
        assert (first.published_at, first.published_end) == (100, 200)
        assert flows.text_by_hash(connection, "hash-1") == ("a.yaml", "text")
        assert flows.text_by_hash(connection, "hash-9") is None
        assert flows.all_versions(connection) == [first, newest]


def test_participants_data_is_stored_by_conversation_and_participant(store: Store) -> None:
    with store.write() as connection:
        participants.write(connection, "c-1", "p-1", {"a": "1", "b": "2"})
        participants.write(connection, "c-1", "p-1", {"a": "3"})
        participants.write(connection, "c-1", None, {"a": "whole"})
    with store.read() as connection:
        assert participants.read(connection, "c-1", "p-1") == {"a": "3", "b": "2"}
        assert participants.read(connection, "c-1", None) == {"a": "whole"}
        assert participants.read(connection, "c-2", "p-1") == {}


def test_a_token_is_stored_until_it_has_expired(store: Store) -> None:
    rows = [tokens.TokenRow(f"digest-{number}", "erp-sync", None, 100 * number) for number in range(3)]
    with store.write() as connection:
        for row in rows:
            tokens.add(connection, row)
        tokens.forget_expired(connection, 50)
        assert [tokens.find(connection, row.digest) for row in rows] == [None, *rows[1:]]
