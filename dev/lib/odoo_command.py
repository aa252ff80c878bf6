"""Odoo's command line.

With workers, a server starts the file that it was started from again, for the live
connections. With ``python -m odoo`` that would be a file that only works inside its
package.
"""

import odoo.cli

odoo.cli.main()
