/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */

// Justifies the paragraphs of a contract. Qt's WebKit does so at blanks only, and
// Chinese has none: here, what a line leaves free is shared out between its characters
// in whole px. (Letter spacing would do, had Qt 4 not scaled it otherwise than letters.)
// Old engines run this: ECMAScript 5 only.
(function () {
    "use strict";

    // Where each character of a paragraph stands, line by line.
    function findLines(paragraph) {
        var range = document.createRange();
        var lines = [];
        var bottom = -Infinity;
        collectPlaces(paragraph).forEach(function (place) {
            range.setStart(place.node, place.start);
            range.setEnd(place.node, place.end);
            var box = range.getBoundingClientRect();
            // The blank at which a line was broken has no width.
            if (!box.width) {
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

    function isChinese(place) {
        return place.node.data.charCodeAt(place.start) > 0x2e80;
    }

    function breakAfter(place) {
        place.node.splitText(place.end);
        place.node.parentNode.insertBefore(
            document.createElement("br"),
            place.node.nextSibling
        );
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
        var gaps = line.filter(isChinese);
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

    function justify(paragraph) {
        paragraph.style.textAlign = "left";
        var right = paragraph.getBoundingClientRect().right;
        var lines = findLines(paragraph);
        lines.pop();
        lines.reverse().forEach(function (line) {
            fill(line, right);
        });
        paragraph.style.whiteSpace = "nowrap";
    }

    Array.prototype.forEach.call(document.querySelectorAll("p"), justify);
})();
