/**
 * Moves the focus to a summary of errors, so that it is read out first.
 *
 * <div role="alert" tabindex="-1" data-controller="focus-on-load">…</div>
 */
export default function focusOnLoad(element) {
  element.focus();
}
