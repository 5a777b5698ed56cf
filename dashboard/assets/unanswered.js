/* A place of the page that did not get its answer keeps what it showed: that is said, and asked again
   on request. */
{
const ASKED = "/_dash-update-component";
const REFRESHES = ["tick.n_intervals", "seldom.n_intervals"];
const lacking = new Set();
const ask = window.fetch;

window.fetch = async function (address, told) {
  if (!String(address).includes(ASKED)) return ask(address, told);
  const { output, changedPropIds } = JSON.parse(told.body);
  try {
    const answer = await ask(address, told);
    if (answer.status >= 500) lack(output);
    // A refresh that asks nothing, as at a past moment, answers nothing either.
    else if (answer.status === 200 || changedPropIds.some((one) => !REFRESHES.includes(one))) got(output);
    return answer;
  } catch (away) {
    if (away.name !== "AbortError") lack(output);
    throw away;
  }
};

function lack(place) {
  const notice = document.getElementById("unanswered"), said = document.getElementById("unanswered-said");
  lacking.add(place);
  if (!notice?.hidden) return;
  const root = document.documentElement;
  const time = new Intl.DateTimeFormat(root.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
  notice.hidden = false;
  said.textContent = stoep.fill(said.dataset.text, { time });
}

function got(place) {
  if (lacking.delete(place) && !lacking.size) hide();
}

function hide() {
  const notice = document.getElementById("unanswered");
  if (notice) notice.hidden = true;
}

document.addEventListener("click", (event) => {
  if (event.target.id !== "ask-again" || !stoep.view) return;
  lacking.clear();
  hide();
  stoep.props("view", { data: { ...stoep.view, again: (stoep.view.again || 0) + 1 } });
});
}
