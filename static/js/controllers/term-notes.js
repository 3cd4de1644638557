/**
 * The explanation of a term opens without script by :target. This returns the reader to the word on Escape or
 * "Close", and keeps both out of the history of the browser.
 *
 * <p>… <a class="term" href="#pojem-1">byt</a> …</p>
 * <aside data-controller="term-notes"><div class="term-note" id="pojem-1">… <a data-close href="#zavreno">Close</a></div></aside>
 */
export default function termNotes(element) {
  let word = null;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.term");
    if (!link) return;
    event.preventDefault();
    word = link;
    location.replace(link.hash);
    element.querySelector(":target [data-close]")?.focus();
  });

  const close = (event) => {
    if (!element.querySelector(":target")) return;
    event.preventDefault();
    location.replace("#zavreno");
    word?.focus();
    word = null;
  };

  element.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close(event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(event);
  });
}
