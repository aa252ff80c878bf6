/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

// Justifies the paragraphs of a contract. Qt's WebKit does so at blanks only, and
// Chinese has none: here, what a line leaves free is shared out between its characters
// in whole px. (Letter spacing would do, had Qt 4 not scaled it otherwise than letters.)
// Old engines run this: ECMAScript 5 only.
(function () {
    "use strict";

    // How many px a line may be stretched by.
    var stretch = Number(document.body.getAttribute("data-stretch") || 72);
    // And how many px of them between two characters: beyond, it is left as it is.
    var widest = Number(document.body.getAttribute("data-widest") || Infinity);

    // Where each character of a paragraph stands, line by line.
    function findLines(paragraph) {
        var range = document.createRange();
        var lines = [];
        var bottom = -Infinity;
        collectPlaces(paragraph).forEach(function (place) {
            range.setStart(place.node, place.start);
            range.setEnd(place.node, place.end);
            var box = range.getBoundingClientRect();
            // A blank at which a line was broken has no place, or one of no width.
            if (!box || !box.width) {
                return;
            }
            if (box.bottom > bottom + box.height / 2) {
                lines.push([]);
                bottom = box.bottom;
            }
            place.right = box.right;
            lines[lines.length - 1].push(place);
        });
        return lines;
    }

    function collectPlaces(paragraph) {
        var places = [];
        var texts = document.createTreeWalker(
            paragraph,
            NodeFilter.SHOW_TEXT,
            null,
            false
        );
        for (var node = texts.nextNode(); node; node = texts.nextNode()) {
            for (var start = 0, end = 0; start < node.length; start = end) {
                // Rare characters are two units long.
                end = start + (/[\uD800-\uDBFF]/.test(node.data[start]) ? 2 : 1);
                places.push({node: node, start: start, end: end});
            }
        }
        return places;
    }

    function hasRoomAfter(place) {
        var isInside = findUnit(place.node) && place.end < place.node.length;
        return !isInside && /[\s\u2E80-\uFFFF]/.test(place.node.data[place.start]);
    }

    // What stays on one line, such as a day, ends no line inside itself, and is not
    // stretched.
    function findUnit(node) {
        for (var above = node.parentNode; above; above = above.parentNode) {
            if (above.className === "unit") {
                return above;
            }
        }
        return null;
    }

    function breakAfter(place) {
        var whole = findUnit(place.node);
        if (!whole) {
            place.node.splitText(place.end);
            whole = place.node;
        }
        whole.parentNode.insertBefore(document.createElement("br"), whole.nextSibling);
    }

    function widen(place, width) {
        var span = document.createElement("span");
        var range = document.createRange();
        range.setStart(place.node, place.start);
        range.setEnd(place.node, place.end);
        span.style.paddingRight = width + "px";
        range.surroundContents(span);
    }

    function fill(line, right) {
        var last = line.pop();
        var free = Math.floor(right - last.right);
        var gaps = free < stretch ? line.filter(hasRoomAfter) : [];
        if (free > widest * gaps.length) {
            gaps = [];
        }
        // From the end: what stands before a change keeps its node.
        breakAfter(last);
        for (var rank = gaps.length - 1; rank >= 0; rank--) {
            var before = Math.floor((rank * free) / gaps.length);
            var width = Math.floor(((rank + 1) * free) / gaps.length) - before;
            if (width > 0) {
                widen(gaps[rank], width);
            }
        }
    }

    function getExcess(lines, right) {
        return Math.max.apply(
            null,
            lines.map(function (line) {
                return line[line.length - 1].right - right;
            })
        );
    }

    // Qt 4 draws a line of one long word longer than it took it for: then all lines of
    // the paragraph get less room, and are filled later.
    function findLinesThatFit(paragraph, right) {
        var lines = findLines(paragraph);
        for (var room = 0; room < 60 && getExcess(lines, right) > 0; room += 6) {
            paragraph.style.paddingRight = room + 6 + "px";
            lines = findLines(paragraph);
        }
        return lines;
    }

    function justify(paragraph) {
        paragraph.style.textAlign = "left";
        var right = paragraph.getBoundingClientRect().right;
        var lines = findLinesThatFit(paragraph, right);
        lines.pop();
        lines.reverse().forEach(function (line) {
            fill(line, right);
        });
        paragraph.style.whiteSpace = "nowrap";
    }

    Array.prototype.forEach.call(document.querySelectorAll("p"), justify);
})();
