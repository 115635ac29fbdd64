// The last period's value beside each box: one tap takes it over.
for (const box of document.querySelectorAll("[data-before]")) {
  const take = document.createElement("button");
  take.type = "button";
  take.className = "btn btn-link take-before";
  take.textContent = "Pakai yang lalu";
  const what = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  what.textContent = ` untuk ${box.labels[0].textContent.trim()}`;
  take.append(what);
  take.addEventListener("click", () => {
    box.value = box.dataset.before;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
  (document.getElementById(`${box.id}_helptext`) || box).after(take);
}
