// Messages to this phone: what the browser can do, and turning them on and off with it.
(() => {
  const me = document.currentScript.dataset;
  const show = (state) => document.querySelectorAll("[data-push]").forEach((part) => (part.hidden = part.dataset.push !== state));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const bytes = (key) => Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  async function begin() {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
    if (Notification.permission === "denied") return show("refused");
    await navigator.serviceWorker.register(me.worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    const isOn = document.querySelector("[data-turn-off]") && (await pushManager.getSubscription());
    show(isOn ? "on" : "off");

    document.querySelector("[data-turn-on]").addEventListener("submit", async (event) => {
      const form = event.target;
      if (form.elements.endpoint.value) return;
      event.preventDefault();
      if ((await Notification.requestPermission()) !== "granted") return show("refused");
      try {
        const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(me.key) });
        form.elements.endpoint.value = made.endpoint;
        form.elements.public_key.value = text(made.getKey("p256dh"));
        form.elements.secret.value = text(made.getKey("auth"));
      } catch {
        return show("failed");
      }
      form.submit();
    });
    document.querySelector("[data-turn-off]")?.addEventListener("submit", async (event) => {
      event.preventDefault();
      await (await pushManager.getSubscription())?.unsubscribe().catch(() => {});
      event.target.submit();
    });
  }
  begin().catch(() => show("failed"));
})();
