// The phone's own store, shared by the pages and the worker. All that is personal in it is encrypted with a
// key that no script can read out; the key, and with it everything, dies at sign-out (docs/decisions.md).
const store = (() => {
  const NAME = "up2k", LONGEST = 14 * 864e5;
  const SHELVES = ["keys", "pages", "drafts", "queue", "pictures"];
  let opened = null;

  const open = () => (opened ||= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 2);
    asked.onupgradeneeded = () => {
      const there = asked.result.objectStoreNames;
      for (const shelf of SHELVES) if (!there.contains(shelf)) asked.result.createObjectStore(shelf);
    };
    asked.onsuccess = () => {
      const close = () => { asked.result.close(); opened = null; };
      asked.result.onversionchange = close;
      asked.result.onclose = () => (opened = null);
      done(asked.result);
    };
    asked.onerror = () => { opened = null; fail(asked.error); };
  }));

  async function run(shelf, mode, work) {
    const base = await open();
    return new Promise((done, fail) => {
      const step = base.transaction(shelf, mode);
      const asked = work(step.objectStore(shelf));
      step.oncomplete = () => done(asked?.result);
      step.onabort = step.onerror = () => fail(step.error);
    });
  }
  const get = (shelf, name) => run(shelf, "readonly", (rows) => rows.get(name));
  const put = (shelf, name, value) => run(shelf, "readwrite", (rows) => rows.put(value, name));
  const drop = (shelf, name) => run(shelf, "readwrite", (rows) => rows.delete(name));
  const names = (shelf) => run(shelf, "readonly", (rows) => rows.getAllKeys());

  async function key() {
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // The first to come keeps hers: a page and the worker may ask at once.
    await run("keys", "readwrite", (rows) => {
      const asked = rows.get("key");
      asked.onsuccess = () => asked.result || rows.put(made, "key");
    });
    return get("keys", "key");
  }

  async function sealBytes(shelf, name, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), bytes);
    await put(shelf, name, { at: Date.now(), iv, box });
  }
  const seal = (shelf, name, value) => sealBytes(shelf, name, new TextEncoder().encode(JSON.stringify(value)));

  // What was sealed, with ``at``, when that was; null for what is not there, too old, or of another key.
  async function unsealBytes(shelf, name) {
    const found = await get(shelf, name);
    if (!found || found.at < Date.now() - LONGEST) return null;
    const lock = await get("keys", "key");
    if (!lock) return null;
    try {
      return { at: found.at, bytes: await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv }, lock, found.box) };
    } catch {
      return null;
    }
  }
  async function unseal(shelf, name) {
    const found = await unsealBytes(shelf, name);
    return found && { at: found.at, ...JSON.parse(new TextDecoder().decode(found.bytes)) };
  }

  async function all(shelf) {
    const rows = [];
    for (const name of await names(shelf)) {
      const found = await unseal(shelf, name);
      if (found) rows.push([name, found]);
    }
    return rows;
  }

  const clear = (shelf) => run(shelf, "readwrite", (rows) => rows.clear());
  async function wipe() {
    for (const shelf of SHELVES) await clear(shelf);
  }

  // Fourteen days are the longest that anything stays.
  async function tidy() {
    for (const shelf of SHELVES.slice(1)) {
      await run(shelf, "readwrite", (rows) => {
        rows.openCursor().onsuccess = ({ target: { result: row } }) => {
          if (!row) return;
          if (row.value.at < Date.now() - LONGEST) row.delete();
          row.continue();
        };
      });
    }
  }

  // Whose phone this is now: whatever another person left here goes first.
  async function belongTo(owner) {
    const before = await get("keys", "owner");
    if (before === owner) return;
    if (before) await wipe();
    await put("keys", "owner", owner);
  }

  const seen = () => get("keys", "seen");
  const see = () => put("keys", "seen", Date.now());
  return { get, put, drop, names, seal, unseal, sealBytes, unsealBytes, all, clear, wipe, tidy, belongTo, seen, see };
})();
