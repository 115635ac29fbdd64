// What she types is with the server a few seconds later, and a sign-in that ran out is renewed in place.
// The form itself is sent by the browser, once the draft has shown that the way to the server is open.
(() => {
  const form = document.querySelector("form[data-draft]");
  const id = form?.elements.submission;
  if (!id) return;
  const { page, url, signIn } = document.currentScript.dataset;
  const EVERY = 2500, PATIENCE = 8000;
  const hasPictures = typeof pictures === "object"; // pictures.js, where a form takes them
  let timer = 0, soon = 0, changes = 0, kept = 0, isReady = false, isBusy = false, box = null;

  const said = document.createElement("p");
  said.className = "muted kept";
  form.querySelector(".buttons")?.before(said);

  const typed = () => [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && form.elements[name]?.type !== "password",
  );
  const renew = (token) => document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => (one.value = token));
  const ask = (address, options = {}) => fetch(address, {
    ...options,
    signal: AbortSignal.timeout?.(PATIENCE), // a phone of before 2022 waits as long as its browser does
    headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, ...options.headers },
  });

  // What happened to a saving: kept, refused (the sign-in ran out, or is another person's), or no way there.
  async function save(again = true) {
    clearTimeout(timer);
    timer = 0;
    const upTo = changes;
    const draft = { page, form: "isian", owner: form.dataset.draft, submission: id.value, values: typed() };
    let answer, told;
    try {
      answer = await ask(url, { method: "POST", keepalive: document.hidden, body: JSON.stringify(draft) });
      told = answer.ok && (await answer.json());
      if (answer.status === 403 && again) {
        const fresh = await ask(url);
        if (!fresh.ok) return "signin";
        renew((await fresh.json()).csrf);
        return save(false);
      }
    } catch {
      return "nosignal"; // no answer, or half of one
    }
    if (answer.status === 401 || answer.status === 409) return "signin";
    if (answer.status >= 500) return "nosignal";
    if (told) {
      renew(told.csrf);
      kept = upTo;
      if (told.at) said.textContent = `Isian disimpan sementara pukul ${told.at}. Tekan tombol di bawah bila sudah lengkap.`;
    }
    return "kept";
  }

  async function keep() {
    if (kept === changes || isBusy) return;
    const how = await save();
    if (how === "signin") return signInHere();
    if (how === "nosignal") later();
    if (how === "kept" && kept === changes) onPhone(true);
  }
  // Where a phone keeps drafts of its own (phone.js): at once, until the server has it.
  const onPhone = (isSafe) => form.dispatchEvent(new CustomEvent("up2k-draft", { detail: { page, isSafe, fields: typed() } }));
  const later = () => (timer ||= setTimeout(keep, EVERY));

  function touched() {
    changes++;
    later();
    soon ||= setTimeout(() => { soon = 0; if (kept !== changes) onPhone(false); }, 500);
  }
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  addEventListener("online", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());

  form.addEventListener("submit", async (event) => {
    if (isReady) return;
    event.preventDefault();
    event.stopPropagation();
    if (isBusy || form.dataset.sent) return;
    await send(event.submitter);
  });

  // A form that may wait for a connection is taken over by the phone's queue (queue.js), where there is one.
  async function send(button) {
    if (hasPictures) {
      isBusy = true;
      await pictures.settled();
      isBusy = false;
    }
    const native = () => { isReady = true; form.requestSubmit(button); isReady = false; };
    const detail = { button, native, ordinary: () => check(button, native), signIn: () => signInHere(() => send(button)) };
    const isLast = !["periksa", "ubah"].includes(button?.name);
    const take = new CustomEvent("up2k-send", { detail, cancelable: true });
    if (!isLast || form.dispatchEvent(take)) await check(button, native);
  }

  async function check(button, native) {
    isBusy = true;
    button?.setAttribute("aria-busy", "true");
    let how = await save();
    if (how === "kept" && hasPictures) how = await pictures.ready();
    isBusy = false;
    button?.removeAttribute("aria-busy");
    if (how === "signin") return signInHere(() => send(button));
    if (how === "nosignal") return tell("Belum ada sinyal. Isian Anda masih di sini; kirim lagi bila sinyal kembali.");
    native();
  }

  function tell(text) {
    said.className = "note note-warning kept";
    said.setAttribute("role", "alert");
    said.textContent = text;
  }

  // The box that asks her to sign in again, over the form that stays as it is.
  function signInHere(then = keep) {
    if (box) return;
    box = document.createElement("dialog");
    box.setAttribute("aria-labelledby", "masuk-lagi");
    box.innerHTML = `<form class="signin" novalidate>
      <h2 id="masuk-lagi">Masuk lagi</h2>
      <p>Anda sudah lama tidak memakai aplikasi ini. Isian Anda masih ada; masuk lagi untuk melanjutkan.</p>
      <p class="invalid-text" role="alert"></p>
      <label class="form-label" for="masuk-nama">Nama pengguna atau nomor HP</label>
      <input class="form-control" id="masuk-nama" name="username" autocomplete="username" autocapitalize="none">
      <label class="form-label" for="masuk-sandi">Kata sandi</label>
      <input class="form-control" id="masuk-sandi" name="password" type="password" autocomplete="current-password">
      <div class="buttons"><button class="btn btn-primary">Masuk</button><button class="btn btn-link" type="button">Nanti</button></div>
    </form>`;
    document.body.append(box);
    const inner = box.firstElementChild;
    const wrong = inner.querySelector("[role=alert]");
    box.addEventListener("close", () => { box.remove(); box = null; });
    inner.querySelector("[type=button]").addEventListener("click", () => box.close());
    inner.addEventListener("submit", async (event) => {
      event.preventDefault();
      let answer;
      try {
        answer = await ask(signIn, { method: "POST", body: new FormData(inner) });
      } catch {
        wrong.textContent = "Belum ada sinyal. Coba lagi sebentar.";
        return;
      }
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (told.csrf) renew(told.csrf);
      if (String(told.owner) === form.dataset.draft) {
        box.close();
        then();
      } else if (told.owner) {
        wrong.textContent = "Isian ini milik orang lain. Masuk dengan nama yang tadi dipakai.";
      } else {
        const often = answer.status === 429 && "Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi.";
        wrong.textContent = told.message || often || "Belum berhasil masuk. Coba lagi.";
      }
    });
    box.showModal();
  }
})();
