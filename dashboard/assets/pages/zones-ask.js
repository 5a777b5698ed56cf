/* Zones: what the scripts of the page share. The browser itself asks the API, so that it can say what
   happened when the server is away. */
stoep.zones = {};
{
const Z = stoep.zones, drafts = stoep.drafts("stoep-zones-drafts");

Z.field = (name) => document.getElementById(`zones-${name}`);
Object.assign(Z, { set: stoep.props, say: stoep.say, fill: stoep.fill, post: stoep.post });

/* A refusal in the reader's words, and the field that it is about. */
Z.refusal = function (answer, words) {
  if (!answer || answer.status >= 500) return { text: words.away };
  const { status, content } = answer;
  if (status === 403) return { text: words.not_allowed };
  if (status === 401) return { text: words.signed_out };
  if (status === 404) return { text: words.gone };
  if (status === 429) return { text: words.busy };
  if (status === 409 && content.latest) {
    const { by, what } = content.latest;
    const did = Z.fill(words[`meant_${what}`] || words.meant_edited, { by });
    return { text: Z.fill(words.conflict, { what: did }), changed: true };
  }
  const fault = (content.faults || [])[0] || {};
  const text = words[`cause_${fault.cause}`] || Z.fill(words.refused, { detail: `${content.detail} ${content.remedy}` });
  return { text, field: fault.name };
};

const tongue = (words) => (words.language === "en" ? "en-GB" : words.language);
Z.date = (text, words) => new Intl.DateTimeFormat(tongue(words), { day: "numeric", month: "short", year: "numeric" })
  .format(new Date(`${text}T12:00:00`));
Z.moment = (ms, words) => new Intl.DateTimeFormat(tongue(words), {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: words.timezone,
}).format(new Date(ms));

/* Drafts that are not saved, by the zone that they are of. */
Z.drafts = drafts.all;
Z.keepDraft = drafts.keep;

/* On the page with all zones: what was not saved is offered again. */
stoep.offerDrafts = function (words) {
  if (!words) return window.dash_clientside.no_update;
  const part = (type, props) => ({ type, namespace: "dash_html_components", props });
  return Object.entries(Z.drafts()).map(([key, draft]) => {
    const [path, query = ""] = words.edit.split("?"), told = new URLSearchParams(query);
    told.set("edit", key);
    const name = draft.name || words.draft_nameless;
    return part("P", { className: "draft", children: [
      part("Span", { children: Z.fill(words.draft_offer, { name, moment: Z.moment(draft.at, words) }) }),
      part("A", { href: `${path}?${told}`, children: words.go_on }),
      part("Button", { type: "button", className: "plain", children: words.throw_away, "data-throw": key }),
    ] });
  });
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("#zones-offers button[data-throw]");
  if (!button) return;
  Z.keepDraft(button.dataset.throw, null);
  button.closest("p").remove();
});
}
