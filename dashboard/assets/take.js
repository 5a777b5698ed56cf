/* To take along: an address that is copied, and the browser's own printing, which also writes a PDF. */
{
const set = (id, text) => window.dash_clientside.set_props(id, { children: text });

async function copied(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
}

document.addEventListener("click", async (event) => {
  if (event.target.closest("button[data-print]")) return window.print();
  const button = event.target.closest("button[data-address]");
  if (!button) return;
  const address = new URL(button.dataset.address, location.href).href;
  const said = document.getElementById("share-said").dataset;
  const done = await copied(address);
  set("share-said", done ? said.copied : said.byHand);
  set("share-address", address);
  if (!done) requestAnimationFrame(() => getSelection().selectAllChildren(document.getElementById("share-address")));
});
}
