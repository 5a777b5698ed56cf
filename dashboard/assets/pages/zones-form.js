/* The form beside the drawing: what is filled in is kept in this browser until it is saved. */
{
const Z = stoep.zones, D = Z.drawing, CHECK_MS = 500, NEIGHBOURING = 0.3;
const F = (Z.form = { data: null, timer: 0, asked: 0 });
const words = () => F.data.words;
const say = (text, bad) => Z.say("zones-said", text, bad);
const radio = (name) => document.querySelector(`#zones-${name}-group input:checked`)?.value;

stoep.editZone = function (data, theme, base) {
  const same = window.dash_clientside.no_update;
  if (!data || !theme || !document.getElementById("zones-draw")) return same;
  const begin = F.data !== data;
  F.data = data;
  D.data = data;
  if (begin) restore();
  D.open_map(data, theme, base);
  tell();
  return same;
};

/* What was not saved comes back; without it, the zone as it is. */
function restore() {
  const { key, zone } = F.data, draft = Z.drafts()[key];
  D.undo = [];
  F.subject = undefined;
  D.take(zone ? D.read(zone.geometry) : []);
  F.after = zone ? zone.properties.change : 0;
  F.places = {};
  F.dirty = F.told = Boolean(draft);
  if (!draft) return;
  D.take(draft.parts, draft.open);
  F.after = draft.after;
  Z.set("zones-name", { value: draft.name });
  if (!zone) Z.set("zones-kind", { value: draft.kind });
  Z.set("zones-mode", { value: draft.mode });
  Z.set("zones-forms", { value: draft.forms });
  for (const [form, value] of Object.entries(draft.places)) Z.set(`zones-places-${form}`, { value });
  Object.assign(Z.field("form").dataset, { mode: draft.mode, kind: draft.kind });
  Z.set("zones-draft", { children: [
    { type: "Span", namespace: "dash_html_components", props: { children: Z.fill(words().draft_back, { moment: Z.moment(draft.at, words()) }) } },
    { type: "Button", namespace: "dash_html_components", props: { type: "button", className: "plain", id: "zones-throw", children: words().throw_away } },
  ] });
}

F.values = () => ({
  name: Z.field("name").value.trim(),
  kind: F.data.zone?.properties.kind || radio("kind") || "hub",
  mode: radio("mode") || "none",
  places: Object.fromEntries([...document.querySelectorAll("#zones-form input[data-places]")].map((one) => [one.dataset.places, one.value.trim()])),
  forms: [...document.querySelectorAll("#zones-forms-group input:checked")].map((one) => one.value),
});
function capacity({ kind, mode, places }) {
  if (kind !== "hub" || mode === "none") return undefined;
  const told = mode === "combined" ? { combined: places.combined } : Object.fromEntries(Object.entries(places).filter(([form, n]) => form !== "combined" && n));
  const whole = Object.entries(told).every(([, n]) => /^\d{1,6}$/.test(n)) && Object.keys(told).length;
  return whole ? Object.fromEntries(Object.entries(told).map(([form, n]) => [form, Number(n)])) : null;
}

/* Something was drawn or typed: keep it, measure it, and let it be tried. */
F.changed = function () {
  if (!F.data) return;
  const values = F.values();
  Object.assign(Z.field("form").dataset, { mode: values.mode, kind: values.kind });
  if (F.dirty && (values.name || D.points())) {
    Z.keepDraft(F.data.key, { at: Date.now(), after: F.after, parts: D.parts, open: D.open, ...values });
    if (!F.told) Z.set("zones-draft", { children: words().draft_kept });
    F.told = true;
  }
  tell();
};
function tell() {
  const values = F.values(), text = Z.field("text");
  if (text && document.activeElement !== text) Z.set("zones-text", { value: D.text() });
  subject(values);
  clearTimeout(F.timer);
  F.timer = setTimeout(() => check(values), CHECK_MS);
}
/* What would be tried, at once: whoever presses the button next tries this. */
function subject(values) {
  const places = capacity(values);
  const data = !D.whole() ? null : { geometry: D.geometry(), kind: values.kind,
    ...(places && { capacity: places }), ...(values.forms.length && { form: values.forms }) };
  const told = JSON.stringify(data);
  if (told === F.subject) return;
  F.subject = told;
  Z.set("zones-subject", { data });
}
async function check(values) {
  const turn = ++F.asked;
  if (!D.whole()) return Z.set("zones-measured", { children: "" });
  const geometry = D.geometry(), properties = { municipality: F.data.municipality };
  const answer = await Z.post("areas/check", { type: "Feature", geometry, properties });
  if (turn !== F.asked || !answer) return;
  if (!answer.ok) return Z.set("zones-measured", { children: Z.refusal(answer, words()).text, className: "sentence bad" });
  const { area_m2: area, municipality_name: town, outside } = answer.content;
  const number = new Intl.NumberFormat(words().language, { maximumFractionDigits: 0 });
  const told = [Z.fill(words().measured, { area: number.format(area), town })];
  if (outside > 0.0005) told.push(Z.fill(words().lies_partly, { share: `${(outside * 100).toFixed(1)} %` }));
  Z.set("zones-measured", { children: told.join(" "), className: "sentence" });
}
document.addEventListener("input", (event) => {
  if (event.target.closest("#zones-form") && event.target.id !== "zones-who") { F.dirty = true; setTimeout(F.changed, 0); }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#zones-save")) save();
  if (event.target.closest("#zones-throw")) { Z.keepDraft(F.data.key, null); location.reload(); }
});

async function save() {
  const told = words(), values = F.values(), by = Z.field("who").value.trim(), places = capacity(values);
  if (D.open?.length && !D.finish()) return say(told.no_shape, true);
  for (const [field, lacks, text] of [["draw", !D.parts.length, told.no_shape], ["name", !values.name, told.no_name],
    ["mode", places === null, told.bad_places], ["who", !by, told.no_who]]) {
    if (!lacks) continue;
    say(text, true);
    return (field === "draw" ? D.map?.getCanvas() : Z.field(field))?.focus();
  }
  say(told.saving);
  const { key, zone, municipality } = F.data;
  const body = { by, name: values.name, geometry: D.geometry(), form_factors: values.forms, ...(places && { capacity: places }) };
  if (zone?.properties.capacity && !places) body.capacity = {};
  const answer = zone
    ? await Z.post(`zones/${zone.id}/actions`, { what: "edited", after: F.after, ...body })
    : await Z.post("zones/drawings", { kind: values.kind, municipality, ...body });
  if (!answer?.ok) {
    const { text, changed } = Z.refusal(answer, told);
    if (changed) F.after = answer.content.latest.number;
    return say(text, true);
  }
  Z.keepDraft(key, null);
  say(zone ? told.kept_edited : told.kept_drawn);
  const [path, query = ""] = F.data.then.split("?"), next = new URLSearchParams(query);
  next.set("zone", answer.content.zone);
  location.assign(`${path}?${next}`);
}

/* Coordinates as people write them: lines of latitude and longitude, or GeoJSON. Null: not to be read. */
Z.readText = function (text, [west, south, east, north]) {
  const plain = text.trim();
  if (plain.startsWith("{")) {
    try {
      let shape = JSON.parse(plain);
      if (shape.type === "FeatureCollection" && shape.features.length === 1) shape = shape.features[0];
      if (shape.type === "Feature") shape = shape.geometry;
      const parts = D.read(shape);
      return parts.length && parts.every((rings) => rings[0].length > 2 && rings.flat().every((p) => p.every(Number.isFinite))) ? parts : null;
    } catch { return null; }
  }
  const inside = ([lon, lat]) => lon > west - NEIGHBOURING && lon < east + NEIGHBOURING && lat > south - NEIGHBOURING && lat < north + NEIGHBOURING;
  const rings = plain.split(/\n\s*\n/).map((block) => block.trim().split("\n").map((line) =>
    line.replace(/(\d),(\d+)\s*[;\s]\s*(-?\d+),(\d)/, "$1.$2 $3.$4").split(/[\s,;]+/).filter(Boolean).map(Number)));
  const pairs = rings.flat();
  if (pairs.length < 3 || !pairs.every((pair) => pair.length === 2 && pair.every(Number.isFinite))) return null;
  /* Whichever order lies nearer to the city is meant. */
  const turned = pairs.filter(([lat, lon]) => inside([lon, lat])).length >= pairs.filter(inside).length;
  const found = rings.map((ring) => ring.map(([a, b]) => (turned ? [b, a] : [a, b])));
  for (const ring of found) {
    const [first, last] = [ring[0], ring[ring.length - 1]];
    if (ring.length > 3 && first[0] === last[0] && first[1] === last[1]) ring.pop();
  }
  return found.every((ring) => ring.length > 2) ? found.map((ring) => [ring]) : null;
};
}
