/**
 * Adds a button that copies the text of an element; without script there is nothing to copy with, so no button.
 *
 * <div data-controller="copy-text" data-copy-text-label="Copy" data-copy-text-done="Copied"><pre>…</pre></div>
 */
export default function copyText(element) {
  if (!navigator.clipboard) return;
  const source = element.querySelector("pre") ?? element;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary button--small";
  button.textContent = element.dataset.copyTextLabel;
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.className = "small muted";
  const row = document.createElement("p");
  row.className = "cluster";
  row.append(button, status);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent.trim());
    status.textContent = element.dataset.copyTextDone;
  });
  element.append(row);
}
