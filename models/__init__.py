# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rooms, in the order in which they are built on each other.

A room calls, reads and overrides only what stands in rooms imported before it. What is
above speaks to what is below through ``super()`` or a hook: see docs/architecture.md,
and tests/test_rooms.py, which proves it.
"""

from . import health
from . import party
from . import wording
from . import evidence
from . import document
from . import contract
from . import nightly
from . import ledger
from . import sale
from . import opening
from . import signing
from . import notice
from . import party_change
from . import portal
