/**
 * Adds a button that prints the page; without script the browser's own menu does.
 *
 * <span data-controller="print-page" data-print-page-label="Print"></span>
 */
export default function printPage(element) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary";
  button.textContent = element.dataset.printPageLabel;
  button.addEventListener("click", () => window.print());
  element.append(button);
}
