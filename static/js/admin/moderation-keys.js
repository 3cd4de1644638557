/**
 * Single keys in the queue of comments to be checked. They work only while a comment or one of its radio buttons has the
 * focus (WCAG 2.1.4), so that nothing happens by mistake while somebody dictates or types.
 *
 * <ol data-moderation><li tabindex="0">… <input type="radio" data-key="z"> …</li></ol>
 */
const list = document.querySelector("[data-moderation]");

function neighbour(item, step) {
  const items = [...list.children];
  return items[items.indexOf(item) + step];
}

list?.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const item = event.target.closest("li[tabindex]");
  const isRadio = event.target.matches("input[type=radio]");
  if (!item || (event.target !== item && !isRadio)) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    neighbour(item, key === "j" ? 1 : -1)?.focus();
    event.preventDefault();
    return;
  }
  const choice = item.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!choice) return;
  choice.checked = true;
  event.preventDefault();
  if (key === "s") item.querySelector("select").focus();
  else neighbour(item, 1)?.focus();
});
