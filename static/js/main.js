// Loads the controllers that elements of the page ask for by data-controller. Everything works without them.
const controllers = {
  "comment-form": () => import("./controllers/comment-form.js"),
  "commenting": () => import("./controllers/commenting.js"),
  "copy-text": () => import("./controllers/copy-text.js"),
  "focus-on-load": () => import("./controllers/focus-on-load.js"),
  "minutes-autosave": () => import("./controllers/minutes-autosave.js"),
  "print-page": () => import("./controllers/print-page.js"),
  "quote-selection": () => import("./controllers/quote-selection.js"),
  "recovery-key": () => import("./controllers/recovery-key.js"),
  "scroll-to-current": () => import("./controllers/scroll-to-current.js"),
  "term-notes": () => import("./controllers/term-notes.js"),
};

function start(root) {
  for (const element of root.querySelectorAll("[data-controller]")) {
    for (const name of element.dataset.controller.split(" ")) {
      controllers[name]?.().then((module) => module.default(element));
    }
  }
}

start(document);
// Whoever adds a part to the page says so: dispatchEvent(new CustomEvent("part-added", { bubbles: true })).
document.addEventListener("part-added", (event) => start(event.target));
