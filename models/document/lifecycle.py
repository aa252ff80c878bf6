# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import LockError, UserError


class Lifecycle(models.AbstractModel):
    """A record whose states change by its own methods, and whose content freezes.

    A model that inherits this calls :meth:`_check_create` first in its ``create()`` and
    :meth:`_check_write` first in its ``write()``, before any room below acts on the
    values. Its own methods write through :meth:`_write_protected`; a model that extends
    another module's defines that method beside ``write()``, where ``super()`` still
    leads to that module.
    """

    _name = "miniprogram.lifecycle"
    _description = "Life-Cycle of a Contract Record"

    _lifecycle_state = "state"

    # -- what only methods write, and what stays as it is ---------------------------

    def _write_protected(self, vals):
        """Write what users may not write, past the checks of ``write()``.

        :param dict vals: values of any fields, those of the life-cycle included
        """
        return super().write(vals)

    @api.model
    def _get_lifecycle_fields(self):
        """Return the names of the fields that only the model's own methods write.

        Each room adds its own.

        :rtype: set[str]
        """
        return {self._lifecycle_state}

    @api.model
    def _get_frozen_fields(self):
        """Return which fields freeze, and when.

        :return: sets of field names, each with a function of a record: whether they
            are frozen on it
        :rtype: list[tuple[set[str], Callable]]
        """
        return []

    def _check_create(self, vals_list):
        """Refuse to create a record in the middle of its life.

        :param list vals_list: the values of the new records
        :raises UserError: names the fields
        """
        initial = (self._lifecycle_state, "draft")
        for vals in vals_list:
            preset = {
                name
                for name in self._get_lifecycle_fields() & vals.keys()
                if vals[name] and (name, vals[name]) != initial
            }
            if preset:
                self._raise_lifecycle(preset)

    def _check_write(self, vals):
        """Refuse to write what only methods write, and what is frozen by now.

        :param dict vals: the values that are about to be written
        :raises UserError: names the fields, and the records on which they are frozen
        """
        if self:
            self._check_protected_fields(vals)
            self._check_frozen_fields(vals)

    def _check_protected_fields(self, vals):
        """Refuse to write what only the model's own methods write."""
        if protected := self._get_lifecycle_fields() & vals.keys():
            self._raise_lifecycle(protected)

    def _check_frozen_fields(self, vals):
        """Refuse to write what is frozen on one of these records."""
        for names, is_frozen in self._get_frozen_fields():
            written = names & vals.keys()
            if written and (frozen := self.filtered(is_frozen)):
                frozen._raise_frozen(written)

    def _raise_lifecycle(self, names):
        raise UserError(
            self.env._(
                "These fields change only through the record's own actions: %s.",
                self._describe_fields(names),
            )
        )

    def _raise_frozen(self, names):
        raise UserError(
            self.env._(
                "%(records)s: this cannot be changed any more: %(fields)s.",
                records=", ".join(self.mapped("display_name")),
                fields=self._describe_fields(names),
            )
        )

    def _describe_fields(self, names):
        """Return the labels of fields as the screens show them."""
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in sorted(names)
        )

    # -- transitions ----------------------------------------------------------------

    def _lock_in_state(self, *states):
        """Begin a transition: check the user's access, lock, and check the state.

        The state is read after locking, so that two people never act on the same one.

        :param str states: the states from which the transition is allowed
        :raises AccessError: the user may not change these records
        :raises UserError: another transaction holds one of them, or one of them is in
            another state
        """
        self.check_access("write")
        self._lock()
        self.invalidate_recordset([self._lifecycle_state])
        self._check_state(*states)

    def _lock(self):
        """Lock these records, or refuse where another transaction holds one of them.

        :raises UserError: names the records
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on this right now: %s. Wait a moment and "
                    "try again.",
                    ", ".join(self.mapped("display_name")),
                )
            ) from error

    def _check_state(self, *states):
        """Refuse to go on from any other state.

        :param str states: those that are allowed
        :raises UserError: names the states, and the records that are in another one
        """
        name = self._lifecycle_state
        if others := self.filtered(lambda record: record[name] not in states):
            labels = dict(self._fields[name]._description_selection(self.env))
            others._raise_state(", ".join(labels[state] for state in states), labels)

    def _raise_state(self, expected, labels):
        """Raise the error that names the states expected, and those of these records.

        :param str expected: the labels of the states that are allowed
        :param dict labels: of each state, its label
        """
        raise UserError(
            self.env._(
                "This needs the state %(states)s: %(records)s.",
                states=expected,
                records=self._describe_with_state(labels),
            )
        )

    def _describe_with_state(self, labels):
        """Return the names of these records, each with the label of its state."""
        return ", ".join(
            f"{record.display_name} ({labels.get(record[self._lifecycle_state], '')})"
            for record in self
        )

    # -- failures -------------------------------------------------------------------

    def _set_failure(self, message, step=None):
        """Store why something failed, and warn of it once.

        :param str message: the error
        :param str step: the name of what failed, on a record that keeps several
        """
        self.ensure_one()
        if self._store_failure(message, step):
            self._warn_of_failure(message)

    def _store_failure(self, message, step=None):
        """Store why something failed, for :meth:`_set_failure`: a hook.

        :return: whether it is new, so that people are warned of it
        :rtype: bool
        """
        raise NotImplementedError

    def _warn_of_failure(self, message):
        """Warn the person responsible of a failure: a hook.

        :param str message: the error
        """

    @api.model
    def _describe_error(self, error):
        """Return what is kept of an error: its message, else its kind."""
        return str(error) or type(error).__name__
