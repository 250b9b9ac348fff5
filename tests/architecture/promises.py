"""The sentences of ARCHITECTURE.md that say what must stay true, each with the tests that fail if it is broken.

A new sentence needs a row here. Tests are named by file and function below `tests/`; `make test` also runs
`lint-imports` and `pyright`.
"""

PURITY = ("architecture/test_purity.py::test_the_pure_packages_are_pure",)

PROMISES: dict[str, tuple[str, ...]] = {
    # The packages
    "Everything is in `src/architrave/`.": ("architecture/test_packages.py::test_the_table_has_every_package",),
    "A package imports only from lower layers.": (
        "architecture/test_packages.py::test_an_import_from_above_is_refused",
        "architecture/test_packages.py::test_the_table_has_the_layers_that_are_checked",
    ),
    "import-linter checks this; every new package needs a layer in `pyproject.toml`.": (
        "architecture/test_packages.py::test_a_package_without_a_layer_is_refused",
    ),
    "Each package's `__init__` docstring says what the package is for and how data flows through it.": (
        "architecture/test_packages.py::test_a_package_says_what_it_is_for",
    ),
    "A noun has the same file name in every package.": (
        "architecture/test_packages.py::test_actions_have_the_same_file_name_where_they_run",
        "architecture/test_packages.py::test_a_route_has_the_file_name_of_its_shapes",
    ),
    "Layers 0 to 3 are the pure packages.": (
        "architecture/test_packages.py::test_layers_0_to_3_are_the_pure_packages",
    ),
    "Tests mirror this: `src/architrave/flows/yaml/parse.py` is tested in `tests/flows/yaml/test_parse.py`, or in a "
    "file that [tests/README.md](tests/README.md) names.": (
        "architecture/test_mirror.py::test_a_reader_finds_the_tests_of_each_module",
    ),
    # Invariants
    "`tests/architecture/promises.py` names the tests for each of these sentences.": (
        "architecture/test_promises.py::test_every_promise_is_held",
    ),
    "The core does no I/O.": PURITY,
    "The pure packages have no clock, ids, random numbers, sockets, threads, logging or asyncio.": (
        *PURITY,
        "architecture/test_purity.py::test_the_pure_packages_reach_nothing_while_they_run",
    ),
    "`definitions/` only reads files.": ("architecture/test_purity.py::test_definitions_read_files_and_write_none",),
    "Decimal arithmetic uses an explicit 40-digit context, never the ambient one.": (
        "architecture/test_surroundings.py::test_the_ambient_precision_is_useless",
        "expressions/test_decimals.py::test_forty_nines_are_the_largest",
    ),
    "An execution is a pure function of its program, its start and its journal.": (
        "interpreter/test_journal.py::test_a_replay_gives_the_same_trace_and_outcome",
    ),
    "The interpreter is a generator: it yields an effect, receives the reply, and ends with an outcome.": (
        "interpreter/test_machine.py::test_random_numbers_and_look_ups_are_effects",
    ),
    "The debugger goes back by running again with the same replies.": (
        "local/test_debugging.py::test_a_walk_back_and_forth_shows_the_run_as_it_is",
        "local/test_debugging.py::test_going_back_and_forth_calls_no_data_action_again",
    ),
    "Crash recovery, history, the distributed engine and the tests all use the same replay.": (
        "interpreter/test_journal.py::test_a_run_can_continue_from_any_prefix_of_a_journal",
        "engine/test_suite.py::test_embedded_on_sqlite",
        "engine/test_suite.py::test_temporal",
    ),
    "Nothing is replayed before it is due: the end of a wait is in the execution's row, on a timeline that no clock "
    "change moves.": (
        "engine/test_load.py::test_ten_thousand_wait_and_wake",
        "engine/test_clocks_that_are_set.py::test_a_clock_that_is_set_during_a_wait",
        "engine/test_clocks_that_are_set.py::test_a_clock_that_is_set_while_no_engine_runs",
    ),
    "Before an external effect is performed, every earlier reply is on disk.": (
        "engine/test_embedded.py::test_every_earlier_reply_and_the_intent_are_on_disk_before_a_data_action_is_called",
    ),
    "Before an outcome is visible, it is on disk too.": (
        "engine/test_embedded.py::test_an_outcome_is_not_seen_until_it_is_written",
        "simulation/test_simulation.py::test_no_execution_is_lost_doubled_or_stuck",
    ),
    "Before a call that must not be repeated is sent, its intent is in the journal.": (
        "engine/test_embedded.py::test_every_earlier_reply_and_the_intent_are_on_disk_before_a_data_action_is_called",
        "crash/test_engine.py::test_calls_are_made_at_least_once_or_at_most_once_as_their_policy_says",
    ),
    "Each journal entry carries a fingerprint of its effect.": (
        "interpreter/test_journal.py::test_a_fingerprint_depends_on_every_field",
    ),
    "A replay that diverges parks the execution with a diagnostic and never continues.": (
        "engine/test_embedded.py::test_a_journal_that_does_not_match_parks_the_execution",
        "interpreter/test_journal.py::test_a_journal_with_a_changed_entry_never_runs_on_silently",
    ),
    "An execution records the content hash of its program and the semantics version of the interpreter.": (
        "engine/test_embedded.py::test_a_missing_program_parks_the_execution_until_it_is_back",
        "engine/test_embedded.py::test_an_execution_started_with_other_semantics_is_parked",
    ),
    "One loop drives machines, in `engine/drive.py`, and one replays them, in `interpreter/journal.py`.": (
        "architecture/test_packages.py::test_one_loop_drives_machines_and_one_replays_them",
        "engine/test_drive.py::test_where_it_stops",
    ),
    "A mistake in a user's file or request is a value.": (
        "flows/test_reader.py::test_a_file_that_is_cut_anywhere_raises_nothing",
    ),
    "Readers return `(value, diagnostics)` and continue after each mistake.": (
        "architecture/test_packages.py::test_readers_return_their_diagnostics",
        "flows/test_broken.py::test_broken",
    ),
    "Exceptions are for bugs in Architrave and for misuse of its API.": (
        "flows/test_reader.py::test_a_file_that_is_cut_anywhere_raises_nothing",
        "contract/test_mutations.py::test_mutated_requests_are_rejected_with_a_reason",
    ),
    "Nothing is skipped silently.": ("interpreter/test_machine.py::test_an_action_that_is_not_run_is_refused_by_name",),
    "Unsupported features cause a warning when the flow is read and an error that names them when they are reached.": (
        "flows/test_broken.py::test_broken",
        "interpreter/test_machine.py::test_an_action_that_is_not_run_is_refused_by_name",
        "interpreter/test_performing.py::test_every_action_that_is_declared_to_run_is_performed_and_no_other",
    ),
    "[docs/coverage.md](docs/coverage.md) lists every action, function and endpoint as exact, approximated or refused, "
    "with its provenance.": (
        "architecture/test_surface.py::test_the_coverage_page_has_every_name",
        "server/test_endpoints.py::test_an_approximated_endpoint_says_what_differs",
        "architecture/test_generated.py::test_pages_are_current",
    ),
    "Acknowledged means durable.": (
        "crash/test_server.py::test_no_acknowledged_launch_is_lost_and_each_has_one_outcome",
        "simulation/test_simulation.py::test_no_execution_is_lost_doubled_or_stuck",
        "server/test_lost_files.py::test_a_server_whose_database_is_deleted_accepts_nothing",
    ),
    "The server responds to a launch with 200 only after the launch is on disk.": (
        "engine/test_embedded.py::test_a_launch_is_on_disk_when_it_is_acknowledged_and_ends",
        "store/test_database.py::test_commits_are_synced_to_disk",
    ),
    "Safe by default.": ("server/test_serving.py::test_it_listens_only_on_the_loopback",),
    "The server binds 127.0.0.1, checks `Host`, and allows CORS only for named origins.": (
        "server/test_serving.py::test_it_listens_only_on_the_loopback",
        "server/test_answers.py::test_only_known_host_names_reach_the_server",
        "server/test_answers.py::test_only_allowed_origins_may_read",
    ),
    "A flow can call only hosts that were allowed by name.": (
        "engine/data_actions/test_calling.py::test_a_host_that_was_not_allowed_is_not_called_and_the_message_says_how",
        "engine/data_actions/test_calling.py::test_a_redirect_to_another_host_is_checked_and_followed_without_credentials",
    ),
    "Credentials never appear in an effect, a journal, a log or an error.": (
        "engine/data_actions/test_flows.py::test_served_flows_reach_the_local_server_and_keep_no_credentials",
        "engine/data_actions/test_calling.py::test_credentials_stay_out_of_replies_and_logs",
        "cli/test_logs.py::test_the_log_is_json_and_contains_no_secret",
    ),
    "Values of bodies never appear in a log, unless `--log-bodies` asks for them.": (
        "server/test_hostile_log.py::test_json",
        "server/test_hostile_log.py::test_values_are_logged_if_asked",
    ),
    "All output passes one gate, which escapes what a terminal would act on.": (
        "cli/test_terminal.py::test_no_output_makes_a_terminal_act",
        "cli/test_terminal.py::test_everything_that_is_written_to_the_streams_is_visible",
    ),
    "User input is never executed as Python.": (
        "architecture/test_purity.py::test_only_the_compiler_runs_python",
        "expressions/test_compiler.py::test_no_text_of_the_user_becomes_source",
    ),
    # What is deliberately absent
    "No custom distributed engine: beyond one machine, Architrave uses Temporal and PostgreSQL.": (
        "architecture/test_packages.py::test_the_engines_are_known",
    ),
    "No recorded history of actions: which actions ran, with which values, is computed by replaying the journal.": (
        "architecture/test_packages.py::test_the_tables_hold_no_history",
        "server/test_executions.py::test_the_trace_of_an_execution",
    ),
    "No second place that assembles the parts: code that needs a store, an engine or a server calls "
    "`architrave.open`.": ("architecture/test_packages.py::test_a_command_that_puts_parts_together_is_refused",),
    "No second registry of rules, functions or actions: each is declared once, and pages, schemas, coverage and checks "
    "are derived from the declaration.": (
        "architecture/test_surface.py::test_each_name_is_declared_once",
        "architecture/test_generated.py::test_pages_are_current",
        "flows/test_schema.py::test_a_good_flow",
    ),
    "The core knows nothing about HTTP, and only `cli/views/` knows about a terminal's colors.": (
        *PURITY,
        "architecture/test_packages.py::test_only_views_know_how_things_look",
    ),
    "Whatever a flow computes, others are answered.": (
        "server/test_free_loop.py::test_neither_an_execution_nor_its_trace_holds_the_loop",
    ),
    "No execution, replay or trace holds the serving loop for more than 50 ms.": (
        "server/test_free_loop.py::test_neither_an_execution_nor_its_trace_holds_the_loop",
        "expressions/library/test_effort.py::test_a_function_is_quick_with_what_it_does_not_tell",
    ),
    "What exceeds its CPU budget is parked, which is not an outcome.": (
        "server/test_parked.py::test_what_is_stuck_in_an_expression_is_parked_and_can_be_resumed",
    ),
}
