"""What can go wrong with what is kept.

StoreError
├── StorageFailed     the database cannot be read or written: the process stops (fail stop)
├── DiskNearlyFull    no room for another file
├── FileTooLarge      more bytes than agreed
├── EmptyFile         no bytes at all
├── SessionGone       the session was deleted meanwhile
└── FolderInUse       another studio works in this data folder
"""


class StoreError(Exception):
    """Root of the store's errors."""


class StorageFailed(StoreError):
    """The database cannot be read or written; nothing goes on without it."""


class DiskNearlyFull(StoreError):
    """The disk would go below its reserve."""


class FileTooLarge(StoreError):
    """More bytes than the limit."""


class EmptyFile(StoreError):
    """A file without a byte."""


class SessionGone(StoreError):
    """The session to write into is not there any more."""


class FolderInUse(StoreError):
    """The data folder's lock is held by another process."""
