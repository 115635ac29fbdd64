// A kader's phone: the installed app, pages fetched ahead, the line that says there is no connection.
(() => {
  const me = document.currentScript.dataset;
  const seen = Number(document.documentElement.dataset.seen || 0);
  const AHEAD = 24 * 36e5;
  const form = document.querySelector("form[data-draft]");

  const when = (moment) => new Date(moment).toLocaleString("id-ID", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });

  // The line above the page: no connection, and what waits for it.
  const line = make("p", "signal", "");
  line.setAttribute("role", "status");
  async function show() {
    const last = seen || (navigator.onLine ? 0 : await store.seen().catch(() => 0));
    const parts = [];
    if (seen || !navigator.onLine) parts.push("Tidak ada sinyal.");
    if (last) parts.push(`Terakhir terhubung ${when(last)}.`);
    line.textContent = parts.join(" ");
    const number = (await queue.waiting().catch(() => [])).length;
    if (number) line.append(" ", Object.assign(make("a", "", `${number} catatan menunggu sinyal`), { href: me.here }));
    if (number && queue.needsSignIn()) line.append(". ", Object.assign(make("a", "", "Masuk lagi untuk mengirim"), { href: me.signIn }));
    line.hidden = !parts.length && !number;
    if (!line.isConnected) document.getElementById("isi").before(line);
  }

  async function begin() {
    if (!("serviceWorker" in navigator) || !window.indexedDB || !window.crypto?.subtle) return;
    if (me.owner && !seen) {
      await store.belongTo(me.owner);
      await store.see();
    }
    await store.tidy();
    if (me.owner) queue.tryAgain();
    await show();
    if (document.querySelector("[data-pages]")) await Promise.all([listPages(), listNotes()]);
    if (form) await offer();
    if (me.owner) await navigator.serviceWorker.register(me.worker);
    if (me.ahead && !seen && location.pathname === "/") fetchAhead();
  }

  // Once a day, the pages that she may need where there is no connection; cut off, it goes on the next time.
  async function fetchAhead() {
    await navigator.serviceWorker.ready;
    const isFresh = (at) => at > Date.now() - AHEAD;
    if (navigator.connection?.saveData || isFresh(await store.get("keys", "ahead"))) return;
    const answer = await fetch(me.ahead);
    if (!answer.ok) return;
    for (const address of (await answer.json()).pages) {
      if (isFresh((await store.get("pages", address))?.at)) continue;
      const page = await fetch(address).catch(() => null);
      if (!page) return;
      if (page.headers.get("X-Up2k-Keep")) await store.seal("pages", address, { html: await page.text() });
    }
    await store.put("keys", "ahead", Date.now());
    document.documentElement.dataset.ahead = "1";
  }

  // The page "Di HP ini": what opens without a connection, and forgetting it.
  async function listPages() {
    const list = document.querySelector("[data-pages]");
    const pages = (await store.all("pages")).map(([address, { html, at }]) => {
      const page = new DOMParser().parseFromString(html, "text/html");
      const lead = page.querySelector("main > .lead, form > .lead");
      return { address, at, title: page.querySelector("h1").textContent, lead: lead?.textContent || "" };
    });
    document.querySelector("[data-none]").hidden = pages.length > 0;
    for (const { address, at, title, lead } of pages) {
      const link = Object.assign(make("a", "", ""), { href: address });
      const text = make("span", "grow", title);
      text.append(make("span", "under muted", `${lead.slice(0, 60)} ${when(at)}`.trim()));
      link.append(text);
      list.append(make("li", "", ""));
      list.lastChild.append(link);
    }
  }

  // What waits, what came back and what was received, the newest first.
  async function listNotes() {
    const list = document.querySelector("[data-notes]");
    const rows = (await queue.notes()).reverse();
    list.replaceChildren();
    document.querySelector("[data-no-notes]").hidden = rows.length > 0;
    for (const [name, note] of rows) {
      const row = make("div", note.state === "refused" ? "needs" : "", "");
      const text = make("span", "grow", note.title);
      text.append(make("span", "under muted", note.about));
      text.append(make("strong", "under", STATES[note.state] + (note.number ? ` ${note.number}` : "")));
      for (const why of note.errors || []) text.append(make("span", "under invalid-text", why));
      row.append(text);
      const act = (tag, look, word) => { // which one, for whoever hears the list
        const button = make(tag, `btn ${look}`, word);
        button.append(make("span", "visually-hidden", `: ${note.title}, ${note.about}`));
        return button;
      };
      if (note.state === "received") row.append(Object.assign(act("a", "btn-link", "Lihat"), { href: note.address }));
      if (note.state === "refused") {
        row.append(Object.assign(act("a", "btn-primary", "Perbaiki"), { href: `${note.action}#catatan=${name}` }));
        const away = act("button", "btn-link", "Buang");
        away.addEventListener("click", () => store.drop("queue", name).then(listNotes));
        row.append(away);
      }
      const item = make("li", "", "");
      item.append(row);
      list.append(item);
    }
  }
  const STATES = {
    waiting: "Tersimpan di HP, menunggu sinyal",
    sent: "Terkirim, menunggu jawaban",
    refused: "Belum diterima, perlu diperbaiki",
    received: "Diterima No.",
  };

  // Before anything is forgotten that was not sent, she is asked.
  async function forget(then) {
    const number = (await queue.waiting()).length;
    if (!number) return store.wipe().finally(then);
    const box = make("dialog", "", "");
    box.append(make("p", "", `${number} catatan belum terkirim dan akan hilang dari HP ini.`));
    const buttons = make("div", "buttons", "");
    const go = make("button", "btn btn-outline-primary", "Hapus juga");
    const stay = make("button", "btn btn-primary", "Jangan dulu");
    buttons.append(stay, go);
    box.append(buttons);
    document.body.append(box);
    stay.addEventListener("click", () => box.remove());
    go.addEventListener("click", () => store.wipe().finally(then));
    box.showModal();
  }

  // Typed without a connection: kept here, and offered when the page is opened again.
  async function offer() {
    if (!me.ahead && !form.matches("[data-queue]")) return; // other forms may hold more than ids
    const { page, fresh } = document.querySelector("script[data-page]")?.dataset || {};
    form.addEventListener("up2k-draft", ({ detail: { page, isSafe, fields } }) => {
      const done = isSafe ? store.drop("drafts", page) : store.seal("drafts", page, { fields });
      done.then(() => form.toggleAttribute("data-on-phone", !isSafe));
    });
    const draft = fresh && !location.hash && (await store.unseal("drafts", page));
    if (!draft) return;
    document.querySelector("[data-offer]")?.remove(); // the server's is older
    const box = make("div", "note note-warning", "");
    box.setAttribute("role", "status");
    const text = make("div", "", `Ada isian di HP ini yang belum disimpan, ${when(draft.at)}.`);
    const buttons = make("div", "row-actions", "");
    const go = make("button", "btn btn-primary", "Lanjutkan");
    const away = make("button", "btn btn-outline-primary", "Buang");
    buttons.append(go, away);
    text.append(buttons);
    box.append(text);
    go.addEventListener("click", () => { queue.fill(draft.fields); box.remove(); });
    away.addEventListener("click", () => { store.drop("drafts", page); box.remove(); });
    form.insertAdjacentElement("beforebegin", box); // a box of the form may be called "before"
  }

  // A form from the phone is a new one: its id was used, or will be, by another copy of the page.
  if (seen && form?.elements.submission) form.elements.submission.value = crypto.randomUUID();
  // What the server offers to take up needs the server, and is not what she opened a note for.
  if (seen || location.hash.startsWith("#catatan=")) document.querySelector("[data-offer]")?.remove();

  // Signing out forgets all that this phone keeps, also where there is no connection to say so.
  document.addEventListener("submit", (event) => {
    const asked = event.target;
    if (asked.dataset.wiped || !asked.matches("[data-sign-out], [data-wipe]")) return;
    event.preventDefault();
    forget(() => {
      asked.dataset.wiped = "1";
      if (asked.matches("[data-wipe]")) location.reload();
      else asked.requestSubmit();
    });
  });
  document.addEventListener("up2k-queue", () => {
    show();
    if (document.querySelector("[data-notes]")) listNotes();
  });

  addEventListener("online", show);
  addEventListener("offline", show);
  begin().catch(() => {});
})();
