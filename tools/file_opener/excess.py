# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


class ExcessError(Exception):
    """A file is more than it may be.

    :param str what: the limit: ``pages``, ``dots``, ``unpacked``, ``seconds`` or
        ``memory``
    """

    def __init__(self, what):
        super().__init__(what)
        self.what = what


class LockedError(Exception):
    """A file does not open without its password."""
