# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Contracts that ran before they were kept here: they are imported as running.

It may call contract and ledger, and what is below.
"""

from . import contract_opening
from . import opening_checks
from . import opening_paper
from . import contract_import
