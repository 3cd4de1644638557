/**
 * Places in the words of a passage, counted in Unicode code points as the server counts them (JavaScript counts UTF-16
 * units). ``element`` is a [data-passage-text]; its textContent is exactly the stored text.
 */

/** Number of code points. */
export function points(text) {
  return [...text].length;
}

/** UTF-16 index of a code point in a text. */
export function unit(text, point) {
  return [...text].slice(0, point).join("").length;
}

/** A range [start, end) of UTF-16 units without blanks at its ends, grown to whole words; null when nothing is left. */
export function wholeWords(text, start, end) {
  while (start < end && /\s/u.test(text[start])) start += 1;
  while (end > start && /\s/u.test(text[end - 1])) end -= 1;
  if (start >= end) return null;
  const letter = /[\p{L}\p{N}]/u;
  while (start > 0 && letter.test(text[start - 1]) && letter.test(text[start])) start -= 1;
  while (end < text.length && letter.test(text[end]) && letter.test(text[end - 1])) end += 1;
  return [start, end];
}

/** What a selection marks in an element: {start, end, words} in code points, or null. */
export function marked(element, selection) {
  if (!selection.intersectsNode(element)) return null;
  const before = document.createRange();
  before.selectNodeContents(element);
  const inside = (node) => element.contains(node);
  const text = element.textContent;
  let start = 0;
  let end = text.length;
  if (inside(selection.startContainer)) {
    before.setEnd(selection.startContainer, selection.startOffset);
    start = before.toString().length;
  }
  if (inside(selection.endContainer)) {
    before.selectNodeContents(element);
    before.setEnd(selection.endContainer, selection.endOffset);
    end = before.toString().length;
  }
  const found = wholeWords(text, start, end);
  if (!found) return null;
  const first = points(text.slice(0, found[0]));
  const words = text.slice(...found);
  return { start: first, end: first + points(words), words };
}

/** A DOM range over code points [start, end) of an element. */
export function rangeOf(element, start, end) {
  const text = element.textContent;
  const range = document.createRange();
  let [from, to] = [unit(text, start), unit(text, end)];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let opened = false;
  while (walker.nextNode()) {
    const length = walker.currentNode.data.length;
    if (!opened && from <= length) {
      range.setStart(walker.currentNode, from);
      opened = true;
    }
    if (opened && to <= length) {
      range.setEnd(walker.currentNode, to);
      return range;
    }
    from -= length;
    to -= length;
  }
  return null;
}
