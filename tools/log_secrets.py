# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Lines of logs without what opens something to whoever reads them."""

import logging
import re

MASK = "***"
# As links have them: who knows one of these comes in without a login
SECRET = re.compile(r"\b(access_token|hash)=[^&\s\"'#]+")


def mask_secrets(text):
    """Hide the secrets of links in a line of a log.

    >>> mask_secrets('"GET /my/contracts/7?access_token=5f0c&download=1 HTTP/1.1" 303')
    '"GET /my/contracts/7?access_token=***&download=1 HTTP/1.1" 303'
    """
    return SECRET.sub(rf"\1={MASK}", text)


class SecretFilter(logging.Filter):
    """Hides the secrets of links in what a logger says; all lines stay."""

    def filter(self, record):
        record.msg = self._mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(self._mask, record.args))
        return True

    @staticmethod
    def _mask(said):
        return mask_secrets(said) if isinstance(said, str) else said


def hide_secrets(*names):
    """Hide the secrets of links in what loggers say, from now on.

    :param names: the names of the loggers
    """
    for logger in map(logging.getLogger, names):
        if not any(
            type(own).__name__ == SecretFilter.__name__ for own in logger.filters
        ):
            logger.addFilter(SecretFilter())
