/**
 * Gives fields of the page editor an accessible name where Wagtail 7.4 leaves them without one:
 * rich-text editors (<div role="textbox" contenteditable>), and fields that are the only thing in a
 * block of a stream or in an item of a list, where the heading of the panel stands for a label.
 * Draftail and telepath never set the attribute, so rendering again does not remove it.
 */
const FIELDS = [
  ".Draftail-Editor [role=textbox]",
  ".w-panel input:not([type=hidden], [type=checkbox], [type=radio])",
  ".w-panel textarea",
]
  .map((selector) => `${selector}:not([aria-label], [aria-labelledby])`)
  .join(",");

const labelFor = (id) => id && document.querySelector(`label[for="${CSS.escape(id)}"]`);

/** A cell of a table is called by the heading of its column and the number of its row. */
const cellName = (cell) => {
  const heading = cell.closest("table").rows[0]?.cells[cell.cellIndex]?.querySelector("input[type=text]");
  const number = [...cell.closest("tbody").rows].indexOf(cell.closest("tr")) + 1;
  return `${heading?.value ?? ""} ${number}`.trim();
};

const panelName = (field) => {
  const heading = field.closest(".w-panel")?.querySelector(".w-panel__heading");
  return (heading?.querySelector(".c-sf-block__type") ?? heading)?.textContent;
};

const nameOf = (field) => {
  const editor = field.closest("[data-draftail-editor-wrapper]");
  const input = editor?.parentElement.querySelector("[data-draftail-input]");
  if (!editor && labelFor(field.id)) return ""; // the browser knows the name
  const cell = field.closest("tbody td");
  const label = labelFor(input?.id) ?? editor?.closest("[data-field]")?.querySelector("label");
  const name =
    label?.textContent || (cell && cellName(cell)) || field.placeholder || panelName(field) || "";
  return name.replaceAll("*", "").trim();
};

const nameFields = () => {
  for (const field of document.querySelectorAll(FIELDS)) {
    const name = nameOf(field);
    if (name) field.setAttribute("aria-label", name);
  }
};

nameFields();
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
