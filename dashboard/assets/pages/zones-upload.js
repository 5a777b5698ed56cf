/* Zones in a file: checked for size here, sent as it is, and told item by item. */
{
const Z = stoep.zones, MOST_BYTES = 50e6, MOST_MS = 120000;
const part = (type, props) => ({ type, namespace: "dash_html_components", props });

/* The field for a file is the browser's own: Dash has none that sends a file as it is. */
new MutationObserver(() => {
  const place = document.getElementById("zones-file-place");
  if (!place || place.firstChild) return;
  const label = document.createElement("label"), input = document.createElement("input");
  label.textContent = place.dataset.label;
  Object.assign(input, { type: "file", id: "zones-file", accept: ".geojson,.json,.gpkg,.kml" });
  label.htmlFor = input.id;
  place.append(label, input);
}).observe(document.documentElement, { childList: true, subtree: true });

document.addEventListener("click", (event) => { if (event.target.closest("#zones-send")) send(); });

async function send() {
  const words = JSON.parse(Z.field("upload").dataset.words), say = (text, bad) => Z.say("zones-upload-said", text, bad);
  const by = Z.field("upload-who").value.trim(), file = Z.field("file").files[0];
  const kind = document.querySelector("#zones-upload-kind-group input:checked")?.value;
  Z.set("zones-uploaded", { children: [] });
  if (!by) { say(words.no_who, true); return Z.field("upload-who").focus(); }
  if (!file) { say(words.no_file, true); return Z.field("file").focus(); }
  if (file.size > MOST_BYTES) { say(words.cause_bytes, true); return Z.field("file").focus(); }
  say(words.file_reading);
  const asked = new URLSearchParams({ municipality: Z.field("upload").dataset.municipality, kind, by });
  const answer = await Z.post(`zones/uploads?${asked}`, file, "application/octet-stream", MOST_MS);
  if (!answer?.ok) return say(Z.refusal(answer, words).text, true);
  const { drawn, known, refused, items } = answer.content;
  say(Z.fill(words.file_sent, { drawn, known, refused }), refused > 0 && !drawn);
  Z.set("zones-uploaded", { children: table(items, words) });
  Z.set("zones-acted", { data: { file: file.name, at: Date.now() } });
}

function table(items, words) {
  const cells = (type, texts) => part("Tr", { children: texts.map((text, i) =>
    part(type === "Th" || i === 0 ? "Th" : "Td", { children: text, ...(type === "Th" ? { scope: "col" } : i === 0 ? { scope: "row" } : {}) })) });
  const name = (one) => one.zone
    ? part("Button", { type: "button", className: "pick-shape", children: one.name, "data-map": "zones", "data-shape": one.zone })
    : one.name;
  const why = (one) => one.fault ? words[`cause_${one.fault.cause}`] || one.fault.detail : one.repaired ? words.result_repaired : "";
  const rows = items.map((one) => cells("Td", [String(one.number), name(one), words[`result_${one.result}`], why(one)]));
  return part("Div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": words.upload_table, children:
    part("Table", { id: "table-zones-uploaded", children: [
      part("Caption", { children: words.upload_table }),
      part("Thead", { children: cells("Th", [words.col_number, words.col_zone, words.col_result, words.col_why]) }),
      part("Tbody", { children: rows }),
    ] }) });
}
}
