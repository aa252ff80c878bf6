# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The text of a contract: the versions of a wording, and their clauses.

It calls party, whose brand and court fill the placeholders.
"""

from . import wording
from . import clause
