# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import contract_opening
from . import opening_checks
from . import opening_paper
from . import contract_import
