/**
 * In long contents beside the text, brings the section being read to the middle of its own scrolling region.
 *
 * <nav data-controller="scroll-to-current">… <a aria-current="page" href="…">A5</a> …</nav>
 */
export default function scrollToCurrent(element) {
  const current = element.querySelector("[aria-current]");
  if (!current || element.scrollHeight <= element.clientHeight) return;
  const distance = current.getBoundingClientRect().top - element.getBoundingClientRect().top;
  element.scrollTop += distance - element.clientHeight / 2;
}
