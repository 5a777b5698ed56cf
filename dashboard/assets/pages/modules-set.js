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
function choices() {
  const fields = [...place("form").querySelectorAll("[data-parameter]")];
  const own = fields.filter((field) => typed(field) !== field.dataset.usual);
  return Object.fromEntries(own.map((field) => [field.dataset.parameter, typed(field)]));
}
function tried() {
  const { id, municipality, trying } = words();
  const area = (place("area")?.value || "").split(",").map((one) => one.trim()).filter(Boolean);
  stoep.props("modules-tried", { children: trying });
  say("");
  const days = Number(place("days").value);
  const body = { municipality, parameters: choices(), area };
  stoep.props("modules-draft", { data: { id, body, days, at: Date.now() } });
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
  const answer = await stoep.post(`modules/${told.id}/settings`, { ...body, ...digest, why, by });
  if (!answer?.ok) return refused(answer, told);
  stoep.props("modules-acted", { data: { at: Date.now(), said: done } });
}
function refused(answer, told) {
  if (!answer || answer.status >= 500) return say(told.away, true);
  if (answer.status === 403) return say(told.not_allowed, true);
  if (answer.status === 401) return say(told.signed_out, true);
  say(stoep.fill(told.refused, { detail: answer.content.detail }), true);
}
}
