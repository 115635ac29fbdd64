// Comfort on top of pages that work without it.

// Rupiah grouped while typing; the caret stays after the digit it was behind.
document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches("[data-rupiah]")) return;
  const behind = box.value.slice(0, box.selectionStart).replace(/\D/g, "").length;
  const digits = box.value.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  box.value = digits.replace(/\B(?=(\d{3})+$)/g, ".");
  let place = 0;
  for (let seen = 0; place < box.value.length && seen < behind; place++) {
    if (/\d/.test(box.value[place])) seen++;
  }
  box.setSelectionRange(place, place);
});

// A second tap while the first is under way does nothing; coming back with the back button undoes that.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  // The form's id stays with this page of the history: going back and sending it again is the same sending.
  const submission = form.elements.submission;
  if (submission) history.replaceState({ submission: submission.value }, "");
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("[data-once]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});

if (history.state?.submission) {
  const box = document.querySelector("[data-once] [name=submission]");
  if (box) box.value = history.state.submission;
}

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// In a long row of tabs, the one that is open can be seen.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
