/* Zones: the steps in the life of a zone. */
{
const Z = stoep.zones;
let led = 0;
const panel = () => Z.field("steps");
const words = () => JSON.parse(panel().dataset.words);

/* The steps are there: say what their dates mean; whoever picked the zone is led to it. */
stoep.showSteps = function (_, picked) {
  requestAnimationFrame(() => {
    if (panel()) tellDates();
    const heading = Z.field("chosen");
    if (!heading || !picked || picked.at <= led) return;
    led = picked.at;
    Z.say("zones-said", "");
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "center" });
  });
  return String(Date.now());
};

function dates(step) {
  return Object.fromEntries([...step.querySelectorAll("input[data-date]")].map((one) => [one.dataset.date, one.value]));
}
function tellDates() {
  panel().querySelectorAll(".step[data-step]").forEach((step) => {
    const place = step.querySelector(".will"), told = dates(step), name = step.dataset.step;
    if (!place) return;
    const whole = Object.values(told).every(Boolean), own = name === "retired" && !("retire_published" in told);
    const shown = Object.fromEntries(Object.entries(told).map(([key, day]) => [key, day && Z.date(day, words())]));
    Z.set(place.id, { children: whole ? Z.fill(words()[`will_${name}${own ? "_own" : ""}`], shown) : "" });
  });
}
document.addEventListener("input", (event) => {
  if (event.target.closest("#zones-steps .step") && event.target.dataset.date) tellDates();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("#zones-steps button[data-act]");
  if (button) act(button);
});

async function act(button) {
  const told = words(), what = button.dataset.act, { zone, after } = panel().dataset;
  const by = Z.field("who").value.trim(), say = (text, bad) => Z.say("zones-said", text, bad);
  if (!by) { say(told.no_who, true); return Z.field("who").focus(); }
  if (what === "deleted" && !confirm(told.sure_deleted)) return;
  say(told.saving);
  const given = Object.entries(dates(button.closest(".step"))).filter(([, day]) => day);
  const answer = await Z.post(`zones/${zone}/actions`, { what, by, after: Number(after), ...Object.fromEntries(given) });
  if (!answer?.ok) {
    const { text, field, changed } = Z.refusal(answer, told);
    if (changed) Z.set("zones-acted", { data: { zone, at: Date.now() } });
    say(text, true);
    return Z.field(field || "-")?.focus();
  }
  Z.keepDraft(zone, null);
  say(told[`kept_${what}`]);
  Z.set("zones-acted", { data: { zone, at: Date.now() } });
}
}
