// The desk of an event: codes from the camera or typed are kept on this device, then sent, each once.
// What is kept is a code, a time and an id, under the address it goes to; no name and no number of a person.
const desk = document.getElementById("meja");
const said = document.getElementById("hasil");
const waits = document.getElementById("antrean");
const token = desk.querySelector("[name=csrfmiddlewaretoken]").value;
const KEY = "hadir:";
const AT_ONCE = 25;

const store = (() => {
  try {
    localStorage.setItem(KEY, "1");
    localStorage.removeItem(KEY);
    return localStorage;
  } catch {
    return null;
  }
})();
const memory = new Map(); // where a browser keeps nothing: until the page is closed

function keep(entry) {
  if (store) store.setItem(KEY + entry.id, JSON.stringify(entry));
  else memory.set(entry.id, entry);
}
function forget(id) {
  if (store) store.removeItem(KEY + id);
  else memory.delete(id);
}
function kept() {
  if (!store) return [...memory.values()];
  const keys = Object.keys(store).filter((key) => key.startsWith(KEY));
  return keys.map((key) => JSON.parse(store.getItem(key))).sort((a, b) => (a.at < b.at ? -1 : 1));
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function say(text, kind) {
  said.hidden = false;
  said.className = `note note-${kind}`;
  said.textContent = text;
}
function count(why) {
  const number = kept().length;
  waits.hidden = !number;
  waits.textContent = `${number} kehadiran tersimpan di perangkat ini. ${why || "Sedang dikirim."}`;
}

function take(code) {
  keep({ id: newId(), code: code.slice(0, 40), at: new Date().toISOString(), to: desk.dataset.send });
  count();
  send();
}

let sending = false;
async function send() {
  if (sending) return;
  sending = true;
  let why = "";
  try {
    // Each desk's by itself: one that answers no more keeps no other waiting.
    for (const to of new Set(kept().map((entry) => entry.to))) {
      let mine;
      while ((mine = kept().filter((entry) => entry.to === to)).length) {
        const reason = await deliver(to, mine.slice(0, AT_ONCE));
        why = reason || why;
        if (reason) break;
        document.body.dispatchEvent(new Event("tercatat"));
      }
    }
  } finally {
    sending = false;
    count(why);
  }
}

// Send some; nothing once they are answered, or why they were not.
async function deliver(to, entries) {
  const body = JSON.stringify({ entries: entries.map(({ id, code, at }) => ({ id, code, at })) });
  let answer, results;
  try {
    answer = await fetch(to, {
      method: "POST", body, redirect: "manual", signal: AbortSignal.timeout?.(10000),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    results = answer.ok ? (await answer.json()).results : [];
  } catch {
    if (entries.length === 1) say("Tersimpan di perangkat ini.", "success");
    return "Sambungan terputus; dikirim sendiri nanti. Teruskan saja.";
  }
  for (const result of results) {
    forget(result.id);
    show(result, results.length > 1);
  }
  return results.length ? "" : "Belum terkirim. Muat ulang halaman ini, atau masuk lagi; catatannya tetap tersimpan.";
}

// Of several answers at once only the last is seen: those that were refused stay in a list.
function show(result, isOneOfMany) {
  navigator.vibrate?.(result.status === "baru" ? 80 : [80, 80, 80]);
  if (result.status === "baru") say(result.text, "success");
  else if (result.status === "sudah") say(result.text, "warning");
  else {
    say(result.text, "error");
    if (!isOneOfMany) return;
    const line = document.createElement("li");
    line.textContent = result.text;
    document.getElementById("masalah").prepend(line);
  }
}

desk.querySelector("[data-code]").addEventListener("submit", (event) => {
  event.preventDefault();
  const box = event.target.elements.code;
  if (box.value.trim()) take(box.value.trim());
  box.value = "";
  box.focus();
});
addEventListener("online", send);
setInterval(send, 4000);
count();
send();

// The camera. Where the browser reads no QR by itself, a decoder is fetched when it is switched on.
const button = document.getElementById("kamera");
const video = desk.querySelector("video");
let last = { code: "", at: 0 };

async function reader() {
  if ("BarcodeDetector" in window) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue;
  }
  const { default: decode } = await import(desk.dataset.decoder);
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    const scale = Math.min(1, 640 / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(brush.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ""; // no QR in this picture
    }
  };
}

async function look() {
  button.disabled = true;
  try {
    const [stream, read] = await Promise.all([
      navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }),
      reader(),
    ]);
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    button.hidden = true;
    for (;;) {
      await new Promise((done) => setTimeout(done, 200));
      const code = video.videoWidth ? await read() : "";
      if (!code || (code === last.code && Date.now() - last.at < 4000)) continue;
      last = { code, at: Date.now() };
      take(code);
    }
  } catch {
    button.disabled = false;
    say("Kamera tidak dapat dipakai. Izinkan kamera untuk halaman ini, atau ketik kodenya.", "error");
  }
}
if (navigator.mediaDevices?.getUserMedia) {
  button.hidden = false;
  button.addEventListener("click", look);
}
