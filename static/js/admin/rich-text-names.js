/**
 * Gives every rich-text editor of the administration an accessible name.
 *
 * Draftail renders <div role="textbox" contenteditable> and leaves it without one (Wagtail 7.4).
 * The name is that of the field's label; a text block of a stream, which has no label, is named
 * after its panel. Rendering by Draftail does not remove the attribute, because it never sets it.
 */
const EDITOR = ".Draftail-Editor [contenteditable]:not([aria-labelledby]):not([aria-label])";

const nameOf = (editor) => {
  const wrapper = editor.closest("[data-draftail-editor-wrapper]");
  const input = wrapper?.parentElement.querySelector("[data-draftail-input]");
  const label = input && document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
  const heading = editor.closest(".w-panel")?.querySelector(".w-panel__heading");
  return (label ?? heading)?.textContent.replaceAll("*", "").trim();
};

const nameEditors = () => {
  for (const editor of document.querySelectorAll(EDITOR)) {
    const name = nameOf(editor);
    if (name) editor.setAttribute("aria-label", name);
  }
};

nameEditors();
new MutationObserver(nameEditors).observe(document.body, { childList: true, subtree: true });
