/* The worklist: a row is led to, what is typed is kept until it is saved, and saved by the browser
   itself, so that it can say what happened when the server is away. */
{
const DRAFTS = "stoep-worklist-drafts", MOST_MS = 15000;
let stayShown = "", rowLed = 0;

function drafts() {
  try { return JSON.parse(localStorage.getItem(DRAFTS)) || {}; } catch { return {}; }
}
function keepDraft(stay, draft) {
  const all = drafts();
  if (draft && (draft.note || draft.to)) all[stay] = draft; else delete all[stay];
  try { localStorage.setItem(DRAFTS, JSON.stringify(all)); } catch { /* no storage: kept on the page only */ }
}
const field = (name) => document.getElementById(`worklist-${name}`);
const words = () => JSON.parse(field("form").dataset.words);
const set = (id, props) => window.dash_clientside.set_props(id, props);
function say(text, bad) { set("worklist-said", { children: text, className: `said-now${bad ? " bad" : ""}` }); }

stoep.showRow = function (row, picked) {
  const draft = (row && row.stay && drafts()[row.stay]) || {};
  if (row && row.stay !== stayShown) say(draft.note || draft.to ? words().draft : "");
  stayShown = row ? row.stay : "";
  const heading = document.getElementById("worklist-chosen");
  if (heading && picked && picked.at > rowLed) {
    rowLed = picked.at;
    requestAnimationFrame(() => {
      const now = document.getElementById("worklist-chosen");
      now?.focus({ preventScroll: true });
      now?.scrollIntoView({ block: "nearest" });
    });
  }
  return [draft.note || "", draft.to || ""];
};

document.addEventListener("input", (event) => {
  if (!["worklist-note", "worklist-to"].includes(event.target.id)) return;
  keepDraft(field("form").dataset.stay, { note: field("note").value, to: field("to").value });
});

document.addEventListener("click", (event) => {
  const back = event.target.closest("#worklist-detail a.back");
  if (back) {
    event.preventDefault();
    const opened = document.querySelector("#worklist-rows button[aria-pressed=true]");
    return (opened || field("list")).focus();
  }
  const button = event.target.closest("#worklist-form button[data-act]");
  const row = button && field("form").dataset;
  if (row?.stay) act(button.dataset.act, { stay: row.stay, after: Number(row.after) }, words());
});

async function act(what, row, told) {
  const [by, to, note] = ["who", "to", "note"].map((name) => field(name).value.trim());
  for (const [name, lacks, text] of [
    ["who", !by, told.no_name],
    ["to", what === "assigned" && !to, told.no_assignee],
    ["note", what === "noted" && !note, told.no_note],
  ]) {
    if (!lacks) continue;
    say(text, true);
    return field(name).focus();
  }
  say(told.saving);
  const body = { what, by, after: row.after, ...(note && { note }), ...(what === "assigned" && { assignee: to }) };
  let answer, content;
  try {
    answer = await fetch(`/v1/worklist/${row.stay}/actions`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      signal: AbortSignal.timeout(MOST_MS),
    });
    content = await answer.json();
  } catch { return say(told.away, true); }
  if (answer.ok) {
    keepDraft(row.stay, null);
    if (field("form").dataset.stay === row.stay) {
      set("worklist-note", { value: "" });
      set("worklist-to", { value: "" });
    }
    say([told[`kept_${what}`], content.ended_at && told.kept_ended].filter(Boolean).join(" "));
    return refresh(row, what);
  }
  if (answer.status === 409 && content.latest) {
    const { by: who, what: did, assignee } = content.latest;
    const meant = told[`meant_${did}`].replace("{to}", assignee || "");
    say(told.conflict.replace("{by}", who).replace("{what}", meant), true);
    return refresh(row, "conflict");
  }
  if (answer.status === 403) return say(told.not_allowed, true);
  if (answer.status === 401) return say(told.signed_out, true);
  if (answer.status === 404) return say(told.gone, true);
  return say(answer.status >= 500 ? told.away : told.refused, true);
}

function refresh(row, what) { set("worklist-acted", { data: { stay: row.stay, what, at: Date.now() } }); }
}
