/* Permits: a limit is filled in, tried on past days, and decided; what is typed stays until then. */
{
const FIELDS = ["operator", "indicator", "value", "form", "zone", "season", "coverage", "from", "why"];
const drafts = stoep.drafts("stoep-permits-drafts"), KEY = "limit";
const place = (name) => document.getElementById(`permits-${name}`);
const words = () => JSON.parse(place("form").dataset.words);
const say = (text, bad) => stoep.say("permits-said", text, bad);
let typed = {}, withdrawn = null, restored = false;

const fill = (values) => FIELDS.forEach((name) => stoep.props(`permits-${name}`, { value: values[name] ?? "" }));
function mode(limit) {
  withdrawn = limit;
  const told = words();
  place("form").classList.toggle("withdrawing", Boolean(limit));
  stoep.props("permits-about", { children: limit ? stoep.fill(told.withdrawing, { about: limit.about }) : "" });
  stoep.props("permits-save", { children: limit ? told.do_withdraw : told.do_set });
}

/* Whatever is filled in: it is kept here, and its unit is told. */
stoep.limitTyped = function (...values) {
  const same = window.dash_clientside.no_update;
  if (!place("form")) return same;
  if (!restored) {
    restored = true;
    const draft = drafts.all()[KEY];
    if (draft) { fill(draft); place("deciding").open = true; say(words().draft_back); return same; }
  }
  typed = Object.fromEntries(FIELDS.map((name, n) => [name, values[n] == null ? "" : String(values[n]).trim()]));
  const begun = ["value", "why", "zone", "season"].some((name) => typed[name]);
  if (!withdrawn) drafts.keep(KEY, begun ? typed : null);
  const { units } = words();
  stoep.props("permits-unit", { children: units[typed.indicator]?.told || "" });
  return same;
};

/* A row of the list is changed, or withdrawn. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("#permits-limits button[data-limit]");
  if (button) {
    const limit = JSON.parse(button.dataset.limit);
    mode(button.dataset.what === "withdraw" ? limit : null);
    fill({ ...limit, why: "" });
    say("");
    place("deciding").open = true;
    requestAnimationFrame(() => place(withdrawn ? "from" : "value").focus());
  }
  if (event.target.closest("#permits-anew")) { mode(null); fill({}); say(""); place("operator").focus(); }
  if (event.target.closest("#permits-try")) tried();
  if (event.target.closest("#permits-save")) save();
});

function number(text) {
  const plain = text.replace(/\s/g, "").replace(",", ".");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}
/* The limit as the API takes it, or null: then it was said what is lacking. */
function limit(needed) {
  const told = words();
  for (const name of needed) {
    const bad = name === "value" ? number(typed.value) === null : !typed[name];
    if (!bad) continue;
    say(told[`no_${name}`], true);
    place(name).focus();
    return null;
  }
  const share = typed.coverage ? number(typed.coverage) : null;
  return {
    municipality: told.municipality, operator: typed.operator, indicator: typed.indicator,
    value: number(typed.value), unit: told.units[typed.indicator].unit,
    ...(typed.form && { form: typed.form }), ...(typed.zone && { zone: typed.zone }),
    ...(typed.season && { season: typed.season }), ...(share !== null && { coverage: share / 100 }),
  };
}
function tried() {
  const asked = limit(["operator", "indicator", "value"]);
  if (!asked) return;
  say("");
  stoep.props("permits-draft", { data: { ...asked, at: Date.now() } });
}
async function save() {
  const told = words(), by = place("who").value.trim();
  const body = withdrawn ? {} : limit(["operator", "indicator", "value", "from", "why"]);
  if (!body) return;
  for (const [name, lacks] of [["from", !typed.from], ["why", !typed.why], ["who", !by]]) {
    if (!lacks) continue;
    say(told[`no_${name}`], true);
    return place(name).focus();
  }
  say(told.saving);
  const path = withdrawn ? `permits/limits/${withdrawn.id}/withdrawal` : "permits/decisions";
  const after = withdrawn ? withdrawn.after : newest();
  const answer = await stoep.post(path, { ...body, from: typed.from, why: typed.why, by, after });
  if (answer?.ok) {
    const done = withdrawn ? told.kept_withdrawn : told.kept_set;
    drafts.keep(KEY, null);
    mode(null);
    fill({});
    stoep.props("permits-acted", { data: { at: Date.now() } });
    return say(done);
  }
  refused(answer, told);
}
/* The newest decision about the same that is in the list. */
function newest() {
  const zone = typed.zone || "", form = typed.form || "all";
  return JSON.parse(place("list")?.dataset.newest || "{}")[[typed.operator, form, typed.indicator, zone].join("~")] || 0;
}
function refused(answer, told) {
  if (!answer || answer.status >= 500) return say(told.away, true);
  if (answer.status === 403) return say(told.not_allowed, true);
  if (answer.status === 401) return say(told.signed_out, true);
  if (answer.status === 409 && answer.content.latest) {
    const { set_by: by, why } = answer.content.latest;
    stoep.props("permits-acted", { data: { at: Date.now() } });
    return say(stoep.fill(told.conflict, { by, why }), true);
  }
  const fault = (answer.content.faults || [])[0] || {};
  say(told[`bad_${fault.name}`] || stoep.fill(told.refused, { detail: answer.content.detail }), true);
  place(fault.name === "by" ? "who" : fault.name)?.focus();
}
}
