/**
 * A day typed otherwise than the calendar writes it is left to the server, which reads several spellings or says what is
 * wrong: the calendar of Wagtail 7.4 would turn it into today without a word, as soon as one leaves the field.
 */
document.addEventListener("blur", ({ target }) => window.jQuery?.(target).off("blur.xdsoft"), true);
