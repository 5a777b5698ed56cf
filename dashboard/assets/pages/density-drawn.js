/* Density: the history of what is drawn is asked for, as it stands at the click. */
{
const D = stoep.drawing("density-draw"), id = (part) => `density-draw-${part}`;

document.addEventListener("click", (event) => {
  if (!event.target.closest(`#${id("finish")}`)) return;
  stoep.props(id("trouble"), { children: "" });
  if (D.settle() === null) stoep.props(id("asked"), { data: { parts: D.parts, at: Date.now() } });
});
}
