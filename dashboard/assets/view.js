/* The view in the browser: what is chosen changes it here and at once, so that of two quick choices
   none is lost. The server reads the same view out of the address (view.py). */
{
const USUAL = { kind: "neighbourhood", span: 1, group: "none" };
const SHARED = ["moment", "kind", "area", "vehicle", "span", "group", "first", "last", "operator", "form"];
const NUMBERS = ["area", "vehicle", "span"];
const NAMES = { first: "from", last: "to" };

/* The view as the query of an address; what is as usual is left out, and the language. */
stoep.query = function (view) {
  const told = SHARED.filter((name) => view[name] !== null && view[name] !== USUAL[name]).map((name) => {
    if (name !== "moment") return [NAMES[name] || name, view[name]];
    return [name, `${new Date(view.moment * 1000).toISOString().slice(0, 19).replace(/:00$/, "")}Z`];
  });
  return new URLSearchParams([...told, ...Object.entries(view.more)]).toString();
};

/* What goes along to another page: all that pages share. */
stoep.along = (view) => stoep.query({ ...view, vehicle: null, more: {} });

/* The value of a control becomes a part of the view: `told` says which, what is usual there, and what
   begins anew with it. */
function steer(told, value, view) {
  const same = window.dash_clientside.no_update;
  if (!view) return same;
  const { ignored, again, ...before } = stoep.view || view;
  const nothing = value === undefined || value === null || value === "" || value === told.usual;
  const chosen = nothing ? USUAL[told.name] ?? null : NUMBERS.includes(told.name) ? Number(value) : value;
  const after = { ...before, more: { ...before.more } };
  const put = (name, what) => {
    if (SHARED.includes(name)) after[name] = what;
    else if (what === null) delete after.more[name];
    else after.more[name] = what;
  };
  put(told.name, chosen);
  if (stoep.query(after) === stoep.query(before)) return same;
  told.clears.forEach((name) => put(name, null));
  stoep.view = after;
  return after;
}

/* A function for each control, by what is told of it. */
window.dash_clientside.steer = new Proxy({}, { get: (_, told) => (value, view) => steer(JSON.parse(told), value, view) });
}
