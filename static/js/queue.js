// Notes that wait for a connection: sealed on the phone, sent in order, once each, and told what became of them.
const queue = (() => {
  const PATIENCE = 20000, AGAIN = 30000;
  const form = document.querySelector("form[data-draft]");
  const me = document.currentScript.dataset;
  const NOT_FILLED = ["csrfmiddlewaretoken", "pemilik"];
  const open = (note) => note.state === "waiting" || note.state === "sent";

  const notes = () => store.all("queue");
  const waiting = async () => (await notes()).filter(([, note]) => open(note));
  const changed = () => document.dispatchEvent(new Event("up2k-queue"));

  async function add(button) {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    if (button?.name) fields.push([button.name, button.value]);
    const text = [...form.elements].find((box) => box.type === "text" && box.value);
    const note = {
      state: "waiting",
      action: location.pathname + location.search,
      title: document.querySelector("h1").textContent,
      about: [form.querySelector(".lead")?.textContent, text?.value].filter(Boolean).join(" · "),
      fields,
    };
    const name = `${String(Date.now()).padStart(15, "0")}-${crypto.randomUUID()}`;
    await store.seal("queue", name, note);
    return name;
  }

  // The page's own, where it has one: a sign-in in place renews it there.
  let fetched;
  const inPage = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");
  const token = () => inPage()[0]?.value || fetched;
  async function renew() {
    const fresh = await fetch(me.token, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(PATIENCE) });
    if (fresh.ok) {
      fetched = (await fresh.json()).csrf;
      inPage().forEach((box) => (box.value = fetched));
    }
    return fresh.status === 401 ? "signin" : fresh.ok ? "" : "nosignal";
  }

  // One note on its way; what is known of it afterwards.
  async function post(note, isMine, again = true) {
    for (const id of pictures.idsIn(note.fields)) {
      const how = await pictures.send(id, token);
      if (how === "forbidden" && again) return (await renew()) || post(note, isMine, false);
      if (how !== "done" && how !== "gone") return how === "signin" ? how : "nosignal";
    }
    const body = new URLSearchParams(note.fields);
    body.set("csrfmiddlewaretoken", token());
    const headers = { Accept: "application/json", "X-Up2k-Send": isMine ? "now" : "later" };
    const answer = await fetch(note.action, { method: "POST", body, headers, signal: AbortSignal.timeout?.(PATIENCE) });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.ok && told) return { state: "received", number: told.number, address: told.address };
    if (answer.status === 422 && told) return { state: "refused", ...told };
    if (answer.status === 403 && again) return (await renew()) || post(note, isMine, false);
    if (answer.redirected || answer.status === 409 || answer.status === 401) return "signin";
    if (answer.ok || answer.status >= 500) return "nosignal"; // half an answer, or none of the app's
    return { state: "refused", errors: ["Catatan ini tidak dapat diterima lagi: datanya sudah berubah atau ditutup. Periksa dulu."] };
  }

  // All that waits, the oldest first; "signin" or "nosignal" when it had to stop.
  const sendAll = (mine) => navigator.locks.request("up2k-queue", async () => {
    for (const [name, note] of await waiting()) {
      try {
        const stop = token() ? "" : await renew();
        if (stop) return stop;
        await store.seal("queue", name, { ...note, state: "sent" });
        const result = await post(note, name === mine);
        if (typeof result === "string") {
          await store.seal("queue", name, note);
          return result;
        }
        const { title, about, action } = note, isReceived = result.state === "received";
        await store.seal("queue", name, isReceived ? { title, about, action, ...result } : { ...note, ...result });
        if (isReceived) pictures.idsIn(note.fields).forEach(pictures.drop);
      } catch (error) {
        if (error.name !== "TimeoutError") await store.seal("queue", name, note);
        return "nosignal";
      } finally {
        changed();
      }
    }
    return "done";
  });

  async function fill(fields) {
    const typed = new Map();
    for (const [name, value] of fields) typed.set(name, [...(typed.get(name) || []), value]);
    for (const box of form.elements) {
      const values = typed.get(box.name) || [];
      if (!box.name || NOT_FILLED.includes(box.name) || box.type === "file") continue;
      if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
      else if (values.length) box.value = values.shift();
      if (box.type !== "hidden" && (box.checked || box.value !== box.defaultValue)) box.closest("details")?.setAttribute("open", "");
    }
    form.dispatchEvent(new Event("change"));
  }

  // Instead of the browser: a form that may wait is first safe on the phone, then sent.
  async function take({ button, ordinary, native, signIn }) {
    let name;
    try {
      name = await add(button);
    } catch {
      return ordinary();
    }
    button?.setAttribute("aria-busy", "true");
    const how = await sendAll(name);
    button?.removeAttribute("aria-busy");
    const note = await store.unseal("queue", name);
    await store.drop("drafts", me.page || location.pathname);
    if (note?.state === "received") {
      await mended();
      location.assign(note.address);
    } else if (note?.state === "refused") {
      // The server's own page says what is wrong, at each box.
      await store.drop("queue", name);
      native();
    } else if (how === "signin" && navigator.onLine) {
      await store.drop("queue", name);
      signIn();
    } else {
      await mended();
      location.assign(button?.name === "lagi" ? location.pathname : me.here);
    }
  }

  // A refused note, opened to be mended, is gone once it was sent anew.
  const mending = () => new URLSearchParams(location.hash.slice(1)).get("catatan");
  const mended = async () => mending() && store.drop("queue", mending());

  async function mend() {
    const note = await store.unseal("queue", mending());
    if (!note?.fields) return;
    fill(note.fields);
    const why = document.createElement("div");
    why.className = "note note-error";
    why.setAttribute("role", "alert");
    const list = document.createElement("ul");
    for (const text of note.errors || []) list.append(Object.assign(document.createElement("li"), { textContent: text }));
    why.append(list);
    form.prepend(why);
    if (note.conflicts) compare(note, why);
  }

  // Somebody else changed it meanwhile: both values, and hers in the boxes, to be sent over the newer version.
  function compare(note, why) {
    form.elements.version.value = note.version;
    const table = Object.assign(document.createElement("table"), { className: "conflict" });
    Object.assign(table.createCaption(), { className: "visually-hidden", textContent: "Isian yang berbeda" });
    const head = table.createTHead().insertRow(), body = table.createTBody();
    const th = (row, scope, text) => row.append(Object.assign(document.createElement("th"), { scope, textContent: text }));
    for (const text of ["Isian", "Tersimpan sekarang", "Isian Anda"]) th(head, "col", text);
    for (const { label, theirs, mine } of note.conflicts) {
      const row = body.insertRow();
      th(row, "row", label);
      for (const text of [theirs, mine]) row.insertCell().textContent = text || "(kosong)";
    }
    why.after(table);
  }

  if (form?.matches("[data-queue]")) {
    form.addEventListener("up2k-send", (event) => {
      const hasFile = [...form.elements].some((box) => box.type === "file" && box.name && box.files.length);
      if (hasFile) return;
      event.preventDefault();
      take(event.detail);
    });
    if (mending()) mend();
  }
  let stopped = "";
  async function tryAgain() {
    if (!navigator.onLine || !(await waiting()).length) return;
    stopped = await sendAll();
    if (stopped === "signin") changed();
  }
  addEventListener("online", tryAgain);
  document.addEventListener("visibilitychange", () => document.hidden || tryAgain());
  setInterval(tryAgain, AGAIN);
  return { notes, waiting, tryAgain, fill, needsSignIn: () => stopped === "signin" };
})();
