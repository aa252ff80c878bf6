# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether the server is as contracts need it: the lowest room, so that all may add.

Each room adds the checks of what it needs. It calls core only.
"""

from . import health
