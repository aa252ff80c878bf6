# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The evidence log: what counts in law is noted once, in a chain, and never changed.

It knows the parties only; what is noted, the rooms above say.
"""

from . import appended_record
from . import event
from . import event_head
from . import contract_event
from . import security_log
