/* What scripts of several pages share: fill in words, say something in a place, ask the API. The
   browser itself asks, so that it can say what happened when the server is away. */
{
const MOST_MS = 30000;

stoep.props = (id, props) => window.dash_clientside.set_props(id, props);
stoep.say = (id, text, bad) => stoep.props(id, { children: text, className: `said-now${bad ? " bad" : ""}` });
stoep.fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/* Send something to the API; null where there was no answer. */
stoep.post = async function (path, body, type = "application/json", most = MOST_MS) {
  try {
    const answer = await fetch(`/v1/${path}`, {
      method: "POST", headers: { "Content-Type": type }, signal: AbortSignal.timeout(most),
      body: type === "application/json" ? JSON.stringify(body) : body,
    });
    return { status: answer.status, ok: answer.ok, content: await answer.json() };
  } catch { return null; }
};

/* What is not saved yet stays in this browser, under a name. */
stoep.drafts = (name) => {
  const all = () => { try { return JSON.parse(localStorage.getItem(name)) || {}; } catch { return {}; } };
  return { all, keep(key, draft) {
    const now = all();
    if (draft) now[key] = draft; else delete now[key];
    try { localStorage.setItem(name, JSON.stringify(now)); } catch { /* no storage: kept on the page only */ }
  } };
};
}
