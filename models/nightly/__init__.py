# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How the scheduled actions run: steps, batches, locks, and failures kept one by one.

It calls contract, and knows no step itself: the rooms above bring theirs.
"""

from . import concurrency
from . import contract_batch
from . import health
