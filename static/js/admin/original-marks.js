/**
 * Selecting words in the original of a letter marks exactly these words for the point being written. Sentences can be
 * ticked without script; a selection takes precedence, ticking a sentence drops it.
 *
 * <p data-marked-words data-label="Marked words:"></p>
 * <input type="hidden" name="marked" data-marked>
 * <div data-original>… <label><input type="checkbox" name="sentence"> <span data-start="12">Words</span></label> …</div>
 */
const original = document.querySelector("[data-original]");
const field = document.querySelector("[data-marked]");
const shown = document.querySelector("[data-marked-words]");

// Positions are counted in code points, as the server counts them.
const length = (text) => [...text].length;

function position(node, offset) {
  const sentence = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!sentence) return null;
  const range = document.createRange();
  range.setStart(sentence, 0);
  range.setEnd(node, offset);
  return Number(sentence.dataset.start) + length(range.toString());
}

/** Start or end of a selection that may begin or end between sentences. */
function edge(range, atStart) {
  const found = atStart
    ? position(range.startContainer, range.startOffset)
    : position(range.endContainer, range.endOffset);
  if (found !== null) return found;
  const touched = [...original.querySelectorAll("[data-start]")].filter((sentence) => range.intersectsNode(sentence));
  const sentence = atStart ? touched[0] : touched.at(-1);
  if (!sentence) return null;
  return Number(sentence.dataset.start) + (atStart ? 0 : length(sentence.textContent));
}

function show(words) {
  shown.textContent = words ? `${shown.dataset.label} ${words}` : "";
}

function take() {
  const selection = getSelection();
  if (selection.isCollapsed || !original.contains(selection.anchorNode) || !original.contains(selection.focusNode)) return;
  const range = selection.getRangeAt(0);
  const start = edge(range, true);
  const end = edge(range, false);
  if (start === null || end === null || start >= end) return;
  field.value = `${start}-${end}`;
  for (const box of original.querySelectorAll(":checked")) box.checked = false;
  const words = selection.toString().replace(/\s+/g, " ").trim();
  show(words.length > 200 ? `${words.slice(0, 200)}…` : words);
}

if (original && field && shown) {
  document.addEventListener("selectionchange", take);
  original.addEventListener("click", (event) => {
    // releasing the mouse at the end of a selection must not tick the sentence
    if (!getSelection().isCollapsed && event.target.tagName !== "INPUT") event.preventDefault();
  });
  original.addEventListener("change", () => {
    field.value = "";
    const ticked = [...original.querySelectorAll(":checked")].map((box) => box.nextElementSibling.textContent);
    show(ticked.length > 1 ? `${ticked[0]} … ${ticked.at(-1)}` : (ticked[0] ?? ""));
  });
}
