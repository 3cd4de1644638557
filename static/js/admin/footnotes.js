/**
 * Makes what wagtail-footnotes 0.15 adds to the editor usable by keyboard and gives it our words: the rows of its
 * chooser are only clickable, its links speak English. A button in a row is enough, since clicks on it reach the row.
 *
 * <script type="module" data-to-mark="To the mark in the text" data-to-note="To the note" src="…/footnotes.js"></script>
 */
const words = document.querySelector("script[data-to-mark]").dataset;
const THEIRS = "Go to reference";

const tidy = () => {
  for (const cell of document.querySelectorAll("#footnotes-listing tbody td:first-child:not(:has(button))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "footnote-choice";
    button.textContent = cell.textContent;
    cell.replaceChildren(button);
  }
  for (const link of document.querySelectorAll(".footnote-back-link")) {
    if (link.textContent.includes(THEIRS)) link.textContent = `↑ ${words.toMark}`;
  }
  for (const list of document.querySelectorAll(".footnote-back-links")) {
    const label = list.firstChild;
    if (label?.nodeType === Node.TEXT_NODE && label.data.includes(THEIRS)) label.data = `↑ ${words.toMark}: `;
  }
  for (const mark of document.querySelectorAll("sup[data-footnote-uuid][title='Go to footnote']")) {
    mark.title = words.toNote;
  }
};

tidy();
new MutationObserver(tidy).observe(document.body, { childList: true, subtree: true });
