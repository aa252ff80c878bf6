/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

/**
 * A step of a tour: nothing on the page is wider than the screen.
 *
 * @param {String} trigger what the page has once it is there
 * @returns {Object}
 */
export function fitsTheScreen(trigger = "#wrapwrap") {
    return {
        content: "Nothing is wider than the screen",
        trigger,
        run() {
            const page = document.querySelector("#wrapwrap");
            if (page.scrollWidth > window.innerWidth) {
                throw new Error(
                    `${page.scrollWidth} px do not fit in ${window.innerWidth} px`
                );
            }
        },
    };
}
