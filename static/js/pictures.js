// Photos: made small on the phone and sent in parts while she goes on typing. After a cut the server says what
// it has, and the rest follows. The form carries only the id of what was sent (groups/uploads).
const pictures = (() => {
  const PART = 64 * 1024, PATIENCE = 20000, AGAIN = 5000, LARGEST = 10 * 1024 * 1024;
  const SIDE = 1600, WANTED = 300 * 1024, QUALITIES = [0.82, 0.72, 0.6, 0.48];
  const STAGED = "-kiriman", SHELF = "pictures";
  const me = document.currentScript.dataset;
  const hasStore = "keeps" in me; // a kader's phone; elsewhere a photo waits in the open page only
  const memory = new Map(), sending = new Map();

  const keep = async (id, bytes) => {
    memory.set(id, bytes);
    if (hasStore) await store.sealBytes(SHELF, id, bytes).catch(() => {});
  };
  const kept = async (id) => memory.get(id) || (hasStore && (await store.unsealBytes(SHELF, id).catch(() => null))?.bytes);
  const drop = (id) => {
    memory.delete(id);
    return hasStore ? store.drop(SHELF, id) : undefined;
  };

  function newId() {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // As a small JPEG, upright; what this browser cannot read goes as it is.
  async function shrunk(file) {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const brush = canvas.getContext("2d");
      brush.fillStyle = "#fff";
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      let small;
      for (const quality of QUALITIES) {
        small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
        if (small.size <= WANTED) break;
      }
      return small;
    } catch {
      return file;
    }
  }

  // All that the server lacks of it: "done", or why not: "signin", "forbidden" (an old token), "nosignal", or
  // "gone", when neither side has it whole.
  function send(id, token, tell) {
    if (!sending.has(id)) sending.set(id, deliver(id, token, tell).finally(() => sending.delete(id)));
    return sending.get(id);
  }
  async function deliver(id, token, tell = () => {}) {
    const bytes = await kept(id);
    const ask = (options) => fetch(me.url.replace(/[0-]{36}/, id), { ...options, signal: AbortSignal.timeout?.(PATIENCE) });
    try {
      let answer = await ask({ method: "HEAD" }), at = -1;
      while (answer.ok || answer.status === 409) {
        const before = answer.status === 204 ? at : -1;
        at = Number(answer.headers.get("Upload-Offset") ?? -1);
        if (at <= before || at < 0) return "nosignal"; // half an answer says nothing
        if (!bytes) return answer.headers.get("Upload-Length") === String(at) ? "done" : "gone";
        tell(at, bytes.byteLength);
        if (at >= bytes.byteLength) return "done";
        const headers = { "X-CSRFToken": token(), "Upload-Offset": at, "Upload-Length": bytes.byteLength };
        answer = await ask({ method: "PATCH", headers, body: bytes.slice(at, at + PART) });
      }
      return { 401: "signin", 403: "forbidden" }[answer.status] || "nosignal";
    } catch {
      return "nosignal";
    }
  }
  const idsIn = (fields) => fields.filter(([name, id]) => name.endsWith(STAGED) && id).map(([, id]) => id);

  // In a form: one line below each box says how far its photo is.
  const form = document.querySelector("[data-staged]")?.form;
  const boxes = form ? [...form.querySelectorAll("[data-staged]")].map(attach) : [];

  function attach(box) {
    const name = box.name;
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: name + STAGED, value: box.dataset.staged });
    const line = Object.assign(document.createElement("div"), { className: "photo", hidden: true });
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", "Foto terkirim");
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    const away = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link", textContent: "Buang foto" });
    line.append(bar, said, away);
    box.after(hidden, line);
    const one = { shown: "", shrinking: null };

    box.addEventListener("change", () => { one.shrinking = take(box.files[0]).catch(() => {}); });
    away.addEventListener("click", () => { drop(hidden.value); put(""); box.value = ""; box.focus(); });

    async function take(file) {
      if (hidden.value) drop(hidden.value);
      put("");
      if (!file) return;
      line.hidden = bar.hidden = false;
      bar.removeAttribute("value");
      said.textContent = "Foto sedang dikecilkan.";
      const small = await shrunk(file);
      line.hidden = true;
      if (small.size > LARGEST) return; // sent with the form; the server says why it is refused
      const id = newId();
      await keep(id, await small.arrayBuffer());
      put(id);
    }
    // From here on the box's own file stays behind, and the form carries the id.
    function put(id) {
      hidden.value = id;
      box.name = id ? "" : name;
      form.dispatchEvent(new Event("change"));
    }
    // Show what the form carries, also where a draft or a note brought it, and go on sending it.
    one.show = async () => {
      const id = hidden.value;
      if (id === one.shown) return;
      one.shown = id;
      line.hidden = !id;
      while (id && hidden.value === id) {
        const how = await one.push();
        if (how === "done" || how === "gone" || how === "signin") return;
        await Promise.race([
          new Promise((done) => setTimeout(done, AGAIN)),
          new Promise((done) => addEventListener("online", done, { once: true })),
        ]);
      }
    };
    one.push = async () => {
      const id = hidden.value;
      if (!id) return "done";
      box.name = "";
      const how = await send(id, () => form.elements.csrfmiddlewaretoken.value, (at, all) => {
        bar.hidden = false;
        bar.max = all;
        bar.value = at;
        said.textContent = `Foto ${Math.ceil(all / 1024)} KB, terkirim ${Math.round((100 * at) / all)} %.`;
      });
      if (hidden.value !== id) return "done"; // another one meanwhile
      bar.hidden = how === "gone" || !bar.hasAttribute("value");
      if (how === "done") {
        bar.hidden = false;
        bar.value = bar.max;
        said.textContent = "Foto sudah sampai; tersimpan bersama isian ini.";
        if (!form.matches("[data-queue]")) drop(id);
      } else if (how === "gone") {
        said.textContent = "Foto ini sudah tidak ada. Pilih sekali lagi.";
        put("");
        line.hidden = false;
      } else {
        said.textContent = `Foto tersimpan di ${hasStore ? "HP" : "halaman ini"}; dikirim bila sinyal kembali.`;
      }
      return how;
    };
    return one;
  }
  const settled = () => Promise.all(boxes.map((one) => one.shrinking));
  const show = () => boxes.forEach((one) => one.show());
  if (form) {
    form.addEventListener("change", show);
    show();
  }

  // Before the browser sends the form: "" once every photo is there; a lost one is the server's to tell.
  async function ready() {
    await settled();
    for (const one of boxes) {
      const how = await one.push();
      if (how !== "done" && how !== "gone") return how === "signin" ? how : "nosignal";
    }
    return "";
  }
  return { send, drop, idsIn, settled, ready };
})();
