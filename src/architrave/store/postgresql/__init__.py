"""PostgreSQL: the same tables, for deployments with stateless servers.

    urls          the URL that a user wrote, and what is wrong with it
    connections   connections on which every wait has a limit
    requirements  what a server and a user must be able to do, checked at the start
    ownership     the one owner of a database: its lock, and the epoch that each of its commits checks
    guard         looks every second whether the database answers and still belongs to this process
    faults        failures of the server, in plain sentences

Nothing here imports psycopg before there is a PostgreSQL URL: the driver is an extra.
"""
