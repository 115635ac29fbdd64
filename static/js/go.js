// A form that only leads on is sent by itself, once: coming back with the back button stays here.
const form = document.querySelector("[data-go]");
if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") form.requestSubmit();
