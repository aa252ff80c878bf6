# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a night runs: steps, batches, locks, and failures that stand alone.

It calls the contract, and knows no step: each room above brings its own.
"""

from . import concurrency
from . import contract_batch
