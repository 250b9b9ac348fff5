"""The endpoints of nouns: list, get, create, update and delete, from the declaration of each noun alone.

A request goes one way: `answers` takes it, `bodies` checks what it sends, `organization.entities` makes the change, and
`shape` turns the entity into its JSON form. Bodies, answers and permissions are those of the cloud's operations.
"""
