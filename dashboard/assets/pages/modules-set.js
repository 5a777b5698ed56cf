/* Modules: parameters are filled in, tried on past days, and what was tried is switched on. */
{
const place = (name) => document.getElementById(`modules-${name}`);
const words = () => JSON.parse(place("form").dataset.words);
const say = (text, bad) => stoep.say("modules-said", text, bad);

document.addEventListener("click", (event) => {
  if (!place("form")) return;
  if (event.target.closest("#modules-try")) tried();
  const on = event.target.closest("#modules-on");
  if (on) keep(JSON.parse(on.dataset.body), words().kept_on);
  if (event.target.closest("#modules-off")) {
    keep({ municipality: words().municipality, enabled: false }, words().kept_off);
  }
});
/* What was tried is no longer what stands in the fields: the button for it goes. */
document.addEventListener("input", (event) => {
  if (event.target.matches("#modules-form [data-parameter], #modules-area")) {
    stoep.props("modules-tried", { children: "" });
  }
});

/* A number as people write it: 22,5 is 22.5. */
const typed = (field) => {
  const text = field.value.trim();
  return ["number", "integer"].includes(field.dataset.type) ? text.replace(",", ".") : text;
};
const fields = () => [...place("form").querySelectorAll("[data-parameter]")];
const values = (some) => Object.fromEntries(some.map((field) => [field.dataset.parameter, typed(field)]));
const isOwn = (field) => typed(field) !== field.dataset.usual;
function tried() {
  const { id, municipality, trying } = words();
  const area = (place("area")?.value || "").split(",").map((one) => one.trim()).filter(Boolean);
  stoep.props("modules-tried", { children: trying });
  say("");
  const days = Number(place("days").value);
  /* Tried with all that stands there, for what is set now may be otherwise; kept is what is chosen. */
  const body = { municipality, parameters: values(fields()), area };
  const own = values(fields().filter(isOwn));
  stoep.props("modules-draft", { data: { id, body, own, days, at: Date.now() } });
}
async function keep(body, done) {
  const told = words(), why = place("why").value.trim(), by = place("who").value.trim();
  for (const [name, lacks] of [["why", !why], ["who", !by]]) {
    if (!lacks) continue;
    say(told[`no_${name}`], true);
    return place(name).focus();
  }
  say(told.saving);
  const digest = body.enabled && told.digest ? { digest: told.digest } : {};
  const after = Number(place("form").dataset.after);
  const answer = await stoep.post(`modules/${told.id}/settings`, { ...body, ...digest, why, by, after });
  if (!answer?.ok) return refused(answer, told);
  stoep.props("modules-acted", { data: { at: Date.now(), said: done } });
}
function refused(answer, told) {
  if (!answer || answer.status >= 500) return say(told.away, true);
  if (answer.status === 403) return say(told.not_allowed, true);
  if (answer.status === 401) return say(told.signed_out, true);
  if (answer.status === 409 && answer.content.latest) return meanwhile(answer.content.latest, told);
  say(stoep.fill(told.refused, { detail: answer.content.detail }), true);
}
/* Somebody was first: what is typed stays, and is tried anew beside what they set. */
function meanwhile(latest, told) {
  const chosen = Object.entries(latest.parameters).map(([name, value]) => `${told.labels[name] || name}: ${value}`);
  const what = latest.enabled ? told.conflict_on : told.conflict_off;
  place("form").dataset.after = latest.id;
  stoep.props("modules-changed", { data: { at: Date.now() } });
  if (document.getElementById("modules-on")) tried();
  say(stoep.fill(what, { by: latest.by, why: latest.why, chosen: chosen.join("; ") || told.as_usual }), true);
}
}
