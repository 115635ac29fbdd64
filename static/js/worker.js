// The worker: fixed files from the phone, pages from the network first, and without one as they were seen last.
const SHELL = `up2k-${UP2K.version}`, PATIENCE = 8000;

self.addEventListener("install", (event) => {
  // Without cookies: what everybody may have, and nothing of anybody.
  const files = UP2K.shell.map((address) => new Request(address, { credentials: "omit" }));
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const others = (await caches.keys()).filter((name) => name !== SHELL);
    for (const name of others) await caches.delete(name);
    if (others.length) {
      // Pages of an earlier version ask for its files: they are fetched anew.
      await store.clear("pages");
      await store.drop("keys", "ahead");
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "GET" && address.pathname.startsWith(UP2K.statics)) event.respondWith(fixed(request));
  else if (request.mode === "navigate") event.respondWith(page(event, address));
});

async function fixed(request) {
  return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}

async function page(event, address) {
  const { request } = event;
  const name = address.pathname + address.search;
  const network = fetch(request).then((answer) => {
    if (answer.status >= 502) throw new Error("no server");
    const owner = answer.headers.get("X-Up2k-Owner"); // a page of the app, not a file of any size
    if (owner) event.waitUntil(keep(name, answer.clone(), request.method, owner).catch(() => {}));
    return answer;
  });
  event.waitUntil(network.catch(() => {}));
  if (request.method !== "GET") return network.catch(here);
  const kept = await store.unseal("pages", name).catch(() => null);
  try {
    return await (kept ? Promise.race([network, late()]) : network);
  } catch {
    return kept ? shown(kept) : here();
  }
}

const late = () => new Promise((_, fail) => setTimeout(() => fail(new Error("late")), PATIENCE));

async function keep(name, answer, method, owner) {
  await store.belongTo(owner);
  await store.see();
  if (method === "GET" && answer.headers.get("X-Up2k-Keep")) await store.seal("pages", name, { html: await answer.text() });
  else if (method === "GET") await store.drop("pages", name);
}

// A page from the phone says since when it is so; its script shows it.
function shown(kept) {
  const html = kept.html.replace("<html ", `<html data-seen="${kept.at}" `);
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", ...POLICY } });
}

const POLICY = {
  "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

const here = async () => (await caches.match(UP2K.here, { ignoreVary: true })) || Response.error();

// A message says how much waits, never what; tapped, it opens Beranda where the app is open already.
self.addEventListener("push", (event) => {
  const { title, text, address } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body: text, tag: "up2k", icon: UP2K.icon, data: { address } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { address } = event.notification.data;
  event.waitUntil((async () => {
    const [open] = await self.clients.matchAll({ type: "window" });
    if (!open) return self.clients.openWindow(address);
    await open.focus();
    return open.navigate(address);
  })());
});
