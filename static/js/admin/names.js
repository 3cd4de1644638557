/**
 * Gives fields of the administration an accessible name where Wagtail 7.4 leaves them without one:
 * rich-text editors (<div role="textbox" contenteditable>); fields that are the only thing in a
 * block of a stream or in an item of a list, where the heading of the panel stands for a label;
 * the field in which tags are typed, whose label belongs to a hidden one; the field for files behind
 * the button of a place to drop them.
 * A dialog is called by its heading, and a picture to choose by the title beside it, not twice.
 * The bars of an upload get their role and a name (data-progress-name of this script).
 * Draftail and telepath never set the attribute, so rendering again does not remove it.
 */
const FIELDS = [
  ".Draftail-Editor [role=textbox]",
  ".w-panel input:not([type=hidden], [type=checkbox], [type=radio])",
  ".w-panel textarea",
  ".tagit-new input",
  ".replace-file-input input[type=file]",
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

const tagsName = (field) => labelFor(field.closest(".tagit")?.previousElementSibling?.id)?.textContent;

const fileName = (field) => field.closest(".replace-file-input")?.querySelector("button")?.textContent;

const nameOf = (field) => {
  const editor = field.closest("[data-draftail-editor-wrapper]");
  const input = editor?.parentElement.querySelector("[data-draftail-input]");
  if (!editor && labelFor(field.id)) return ""; // the browser knows the name
  const cell = field.closest("tbody td");
  const label = labelFor(input?.id) ?? editor?.closest("[data-field]")?.querySelector("label");
  const name =
    label?.textContent ||
    tagsName(field) ||
    fileName(field) ||
    (cell && cellName(cell)) ||
    field.placeholder ||
    panelName(field) ||
    "";
  return name.replaceAll("*", "").trim();
};

/**
 * Each block of a stream is a landmark called by its heading; blocks called alike ("Callout") get a number that only
 * screen readers meet. (A landmark by role or without a name is no way out: the map of the editor looks for both.)
 */
const numberBlocks = () => {
  const seen = new Map();
  for (const heading of document.querySelectorAll("section.w-panel[id^=block-] > .w-panel__header .w-panel__heading")) {
    const mark = heading.querySelector("[data-block-number]");
    const words = [...heading.childNodes].map((node) => (node === mark ? "" : node.textContent)).join("");
    const name = words.replaceAll(/[\s*]+/g, " ");
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    if (count > 1 && !mark) {
      heading.insertAdjacentHTML("beforeend", `<span class="w-sr-only" data-block-number>${count}</span>`);
    } else if (mark && count === 1) {
      mark.remove();
    } else if (mark && mark.textContent !== `${count}`) {
      mark.textContent = count;
    }
  }
};

const { progressName } = document.querySelector("script[data-progress-name]").dataset;

/** The library of uploads says how far it is (aria-valuenow) on an element without a role. */
const nameBars = () => {
  for (const bar of document.querySelectorAll(".progress:not([role])")) {
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-label", progressName);
  }
};

const nameDialogs = () => {
  for (const dialog of document.querySelectorAll(".modal[role=dialog]")) {
    const title = dialog.querySelector("h1")?.textContent.trim();
    if (title) dialog.setAttribute("aria-label", title);
  }
  for (const picture of document.querySelectorAll(".image-choice img:not([alt=''])")) picture.alt = "";
};

const nameFields = () => {
  numberBlocks();
  nameBars();
  nameDialogs();
  for (const field of document.querySelectorAll(FIELDS)) {
    const name = nameOf(field);
    if (name) field.setAttribute("aria-label", name);
  }
};

nameFields();
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
