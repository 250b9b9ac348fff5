"""Runs a program, without touching the outside world.

A run is a generator (`machine.run`): it yields an *effect*, takes the *reply*, and returns an *outcome*. It has no
clock, ids or sockets: time, random numbers, look-ups, data actions and waits are effects, which an engine performs.
So an execution is a pure function of its program, its start and the replies, and only the replies in order (the
`journal`) must be kept. Replaying them brings a machine back to where it was (recovery), and shows what it did
(`trace`).

Position is data: a stack of `frames`. Each kind of action has one perform function in `actions/`, in a file with the
same name as the file of its declaration in `flows/actions/`.
"""
