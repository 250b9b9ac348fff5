"""SQLite: one file in WAL mode, with one owner; every acknowledged commit is synced to disk.

ownership    creates the file, makes it private, and takes the lock on it
connections  connections for the store and its writer
files        what the store does with the files while they are open; it uses the next three
place        notices that a file was deleted, moved or replaced
log          moves the log into the database, and marks the database so that the loss of its log is noticed
space        gives free space back to the disk, in small steps
faults       what SQLite's errors mean for a person
"""

from architrave.store.sqlite.connections import connect, driver, engine
from architrave.store.sqlite.faults import explain, fault_of
from architrave.store.sqlite.files import Files
from architrave.store.sqlite.log import check
from architrave.store.sqlite.ownership import OwnerLock, prepare

__all__ = ["Files", "OwnerLock", "check", "connect", "driver", "engine", "explain", "fault_of", "prepare"]
