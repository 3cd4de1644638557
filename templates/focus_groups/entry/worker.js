{% comment %} The service worker of the page for work without network. Context: settings, JSON of {cache, page, files}. {% endcomment %}{% autoescape off %}const { cache: NAME, page: PAGE, files: FILES } = {{ settings }};{% endautoescape %}
const KEPT = new Set([PAGE, ...FILES]);
const FAMILY = NAME.replace(/[^-]+$/, "");

// Asked without cookies: what is kept is the page of nobody in particular.
const anonymous = (address) => new Request(address, { credentials: "omit", cache: "reload" });

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([...KEPT].map(anonymous))));
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(FAMILY) && name !== NAME) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin || !KEPT.has(address.pathname)) return;
  const answer = async () => {
    const kept = await (await caches.open(NAME)).match(address.pathname, { ignoreVary: true });
    return kept ?? fetch(event.request);
  };
  event.respondWith(answer());
});
