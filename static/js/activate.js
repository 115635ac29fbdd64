// The code of a scanned card stands behind the # of the address: move it into its box, and nowhere else.
function take() {
  const code = location.hash.slice(1);
  if (!/^[0-9A-Za-z-]{12,14}$/.test(code)) return;
  document.querySelector("[name=code]").value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector("[name=password]").focus();
}
take();
window.addEventListener("hashchange", take);
