/* The form beside the drawing: what is filled in is kept in this browser until it is saved. */
{
const Z = stoep.zones, D = stoep.drawing("zones-draw"), CHECK_MS = 500;
const F = (Z.form = { data: null, timer: 0, asked: 0 });
const words = () => F.data.words;
const say = (text, bad) => Z.say("zones-said", text, bad);
const radio = (name) => document.querySelector(`#zones-${name}-group input:checked`)?.value;

stoep.editZone = function (data) {
  if (data && F.data !== data) {
    F.data = data;
    restore();
    D.draw();
    D.show();
  }
  return window.dash_clientside.no_update;
};

/* What was not saved comes back; without it, the zone as it is. */
function restore() {
  const { key, zone } = F.data, draft = Z.drafts()[key];
  D.undo = [];
  F.subject = undefined;
  D.take(zone ? stoep.partsOf(zone.geometry) : []);
  F.after = zone ? zone.properties.change : 0;
  F.places = {};
  D.dirty = F.told = Boolean(draft);
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
D.changed = function () {
  if (!F.data) return;
  const values = F.values();
  Object.assign(Z.field("form").dataset, { mode: values.mode, kind: values.kind });
  if (D.dirty && (values.name || D.points())) {
    Z.keepDraft(F.data.key, { at: Date.now(), after: F.after, parts: D.parts, open: D.open, ...values });
    if (!F.told) Z.set("zones-draft", { children: words().draft_kept });
    F.told = true;
  }
  tell();
};
function tell() {
  const values = F.values();
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
  if (event.target.closest("#zones-form") && event.target.id !== "zones-who") { D.dirty = true; setTimeout(D.changed, 0); }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#zones-save")) save();
  if (event.target.closest("#zones-throw")) { Z.keepDraft(F.data.key, null); location.reload(); }
});

async function save() {
  const told = words(), values = F.values(), by = Z.field("who").value.trim(), places = capacity(values);
  const lack = D.settle();
  for (const [field, lacks, text] of [["draw", lack, lack === "text_bad" ? told.no_text : told.no_shape], ["name", !values.name, told.no_name],
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
    if (changed) { F.after = answer.content.latest.number; D.changed(); }
    return say(text, true);
  }
  Z.keepDraft(key, null);
  say(zone ? told.kept_edited : told.kept_drawn);
  const [path, query = ""] = F.data.then.split("?"), next = new URLSearchParams(query);
  next.set("zone", answer.content.zone);
  location.assign(`${path}?${next}`);
}
}
