/* A local day, played through: buttons, a slider, the moment in words, a cursor in the chart, and the map.
   While it plays nothing is announced and the address stays; when it comes to rest both are told. */
const player = { at: 0, playing: false, turn: 0 };
const PER_SECOND = { 1: 1, 2: 2, 4: 4 };
const REST_MS = 500;

stoep.playDay = function (data, theme, speed, base) {
  const same = window.dash_clientside.no_update;
  const here = document.getElementById("lookback-map");
  if (!data || !theme || !here) return same;
  player.speed = PER_SECOND[speed] || 2;
  const other = JSON.stringify(data.key) !== player.key || here !== player.here;
  player.key = JSON.stringify(data.key);
  if (here !== player.here) {
    Object.assign(player, { here, map: new MomentMap(here, data, theme, base), playing: false });
    makeSlider();
    listen();
  } else player.map.renew(data, theme);
  player.data = data;
  player.slider.max = data.frames.length - 1;
  player.track.style.width = `${((data.frames.length - 1) / data.ends) * 100}%`;
  document.querySelectorAll("#lookback-player button").forEach((button) => { button.disabled = false; });
  if (other) { pauseDay(); go(data.at, "asked"); } else placeCursor();
  return same;
};

/* The slider is the browser's own: arrows move a quarter, Page Up and Down an hour, Home and End to the ends. */
function makeSlider() {
  player.track = document.getElementById("lookback-track");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: 0, step: 1, id: "lookback-slider" });
  slider.setAttribute("aria-label", player.track.dataset.label);
  slider.addEventListener("input", () => { pauseDay(); go(Number(slider.value), "moved"); });
  slider.addEventListener("keydown", (event) => {
    const hour = { PageUp: 4, PageDown: -4 }[event.key];
    if (hour) { event.preventDefault(); step(hour); }
    if (event.key === " ") { event.preventDefault(); toggle(); }
  });
  player.track.replaceChildren(slider);
  player.slider = slider;
}

function listen() {
  const press = (name, act) => document.getElementById(`lookback-${name}`).addEventListener("click", act);
  press("play", toggle);
  press("first", () => { pauseDay(); go(0, "moved"); });
  press("back", () => step(-1));
  press("ahead", () => step(1));
  const chart = document.getElementById("lookback-chart");
  new ResizeObserver(placeCursor).observe(chart);
  // The chart comes anew with each day: its cursor and its clicks are made again.
  new MutationObserver(() => waitForChart(chart)).observe(chart, { childList: true, subtree: true });
  waitForChart(chart);
}

function waitForChart(chart) {
  const plot = chart.querySelector(".js-plotly-plot");
  if (!plot || !plot.on || plot === player.plot) return;
  player.plot = plot;
  plot.on("plotly_click", ({ points }) => { pauseDay(); go(Math.round(points[0].x), "moved"); });
  plot.on("plotly_afterplot", placeCursor);
  placeCursor();
}

function step(by) { pauseDay(); go(player.at + by, "moved"); }

/* ---- Playing ---- */

function toggle() { if (player.playing) { pauseDay(); rest(); } else playOn(); }

function playOn() {
  player.playing = true;
  tellButton();
  const turn = ++player.turn, last = player.data.frames.length - 1;
  if (player.at >= last) go(0, "played");
  const next = async () => {
    if (turn !== player.turn || !player.playing) return;
    if (player.at >= last) { pauseDay(); rest(); return; }
    const begun = performance.now();
    await go(player.at + 1, "played");
    setTimeout(next, Math.max(0, pause() - (performance.now() - begun)));
  };
  setTimeout(next, pause());
}

/* Who wants less motion gets at most one picture a second. */
function pause() { return 1000 / (still ? Math.min(player.speed, 1) : player.speed); }

function pauseDay() {
  player.playing = false;
  player.turn++;
  tellButton();
}

function tellButton() {
  const button = document.getElementById("lookback-play");
  if (!button) return;
  button.setAttribute("aria-pressed", player.playing ? "true" : "false");
  button.querySelector(".name").textContent = player.playing ? button.dataset.pause : button.dataset.play;
  button.querySelector(".sign-play").textContent = player.playing ? "❚❚" : "▶";
}

/* ---- One frame ---- */

async function go(place, how) {
  const { frames, iso } = player.data, last = frames.length - 1;
  player.at = Math.min(Math.max(place, 0), last);
  const ahead = [1, 2].map((n) => iso[player.at + n]).filter(Boolean), at = player.at;
  const shown = player.map.show(iso[at], ahead);
  // While it plays, words and map change together; who moves the slider reads at once where he is.
  if (how === "played") { await shown; if (at !== player.at) return; }
  tellFrame(frames[at]);
  if (how === "moved") { clearTimeout(player.resting); player.resting = setTimeout(rest, REST_MS); }
}

function tellFrame(frame) {
  const { slider } = player;
  slider.value = player.at;
  slider.setAttribute("aria-valuetext", `${frame.clock}. ${frame.said}`);
  document.getElementById("lookback-clock").textContent = frame.clock;
  document.getElementById("lookback-said").textContent = frame.said;
  placeCursor();
}

/* It came to rest: now it is said, and the address tells the moment. */
function rest() {
  const frame = player.data.frames[player.at];
  document.getElementById("lookback-announcement").textContent = `${frame.clock}. ${frame.said}`;
  window.dash_clientside.set_props("lookback-at", { data: { moment: frame.moment } });
}

function placeCursor() {
  const { plot, data } = player, axis = plot && plot.isConnected && plot._fullLayout?.xaxis;
  if (!axis || !data) return;
  let cursor = plot.querySelector(".cursor");
  if (!cursor) {
    cursor = document.createElement("div");
    cursor.className = "cursor";
    plot.append(cursor);
  }
  const { t, h } = plot._fullLayout._size;
  cursor.style.cssText = `left:${axis._offset + (axis._length * player.at) / data.ends}px;top:${t}px;height:${h}px`;
}
