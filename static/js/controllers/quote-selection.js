/**
 * Selecting words of a text fills the form that puts a code on them; without script they are copied by hand.
 *
 * <div data-controller="quote-selection">
 *   <blockquote data-coded-text="words">…</blockquote>
 *   <form><input type="radio" name="field" value="words"><textarea name="quoted"></textarea><input name="start"></form>
 * </div>
 * The place is told in code points, as the server counts; typing into the field forgets it.
 */
export default function quoteSelection(element) {
  const form = element.querySelector("form:has([name=quoted])");
  if (!form) return;
  const { quoted, start } = form.elements;
  for (const source of element.querySelectorAll("[data-coded-text]")) {
    source.addEventListener("mouseup", () => take(source));
    source.addEventListener("touchend", () => setTimeout(() => take(source)));
  }
  document.addEventListener("keyup", (event) => {
    if (event.shiftKey) element.querySelectorAll("[data-coded-text]").forEach(take);
  });
  quoted.addEventListener("input", () => {
    start.value = "";
  });

  function take(source) {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!source.contains(range.startContainer) || !source.contains(range.endContainer)) return;
    const before = document.createRange();
    before.setStart(source, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    const blanks = words.length - words.trimStart().length;
    quoted.value = words.trim();
    start.value = [...before.toString()].length + [...words.slice(0, blanks)].length;
    for (const choice of form.querySelectorAll("[name=field]")) {
      choice.checked = choice.value === source.dataset.codedText;
    }
  }
}
