# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The contract's text: versions of a wording, and their clauses.

It calls party.
"""

from . import wording
from . import clause
