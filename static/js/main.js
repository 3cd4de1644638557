// Loads the controllers that elements of the page ask for by data-controller. Everything works without them.
const controllers = {
  "copy-text": () => import("./controllers/copy-text.js"),
  "focus-on-load": () => import("./controllers/focus-on-load.js"),
  "scroll-to-current": () => import("./controllers/scroll-to-current.js"),
  "term-notes": () => import("./controllers/term-notes.js"),
};

for (const element of document.querySelectorAll("[data-controller]")) {
  for (const name of element.dataset.controller.split(" ")) {
    controllers[name]?.().then((module) => module.default(element));
  }
}
