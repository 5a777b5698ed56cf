/* Tables: rows that came as text, a sort by a click on a header, and a CSV file of what is shown. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.sort, button.csv");
  if (!button) return;
  if (button.classList.contains("csv")) save(document.getElementById(button.dataset.table));
  else sort(button);
});

/* Rows are put in their place before they are seen: at first, and again when they have changed. How
   they were sorted stays, and so does the focus on what can be chosen in them. */
{
const inRows = (body) => [...body.querySelectorAll("a, button, summary")];
const putRows = (body) => {
  if (body.dataset?.rows === undefined) return;
  const held = inRows(body).indexOf(document.activeElement);
  body.innerHTML = body.dataset.rows;
  body.removeAttribute("data-rows");
  const head = body.closest("table").querySelector("th[aria-sort]");
  if (head) order(head, head.getAttribute("aria-sort") === "descending");
  inRows(body)[held]?.focus({ preventScroll: true });
};
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") putRows(target);
    else for (const node of addedNodes) if (node.querySelectorAll) {
      putRows(node);
      node.querySelectorAll("tbody[data-rows]").forEach(putRows);
    }
  }
}).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-rows"] });
}

function sort(button) {
  const head = button.closest("th"), down = head.getAttribute("aria-sort") !== "descending";
  head.parentNode.querySelectorAll("th").forEach((th) => th.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  order(head, down);
}

function order(head, down) {
  const table = head.closest("table"), column = [...head.parentNode.children].indexOf(head);
  const value = (row) => {
    const cell = row.children[column];
    return cell.dataset.sort === undefined ? cell.textContent : Number(cell.dataset.sort);
  };
  const rows = [...table.tBodies[0].rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    const order = typeof x === "number" ? x - y : x.localeCompare(y);
    return down ? -order : order;
  });
  table.tBodies[0].append(...rows);
}

/* A cell that a spreadsheet would take for a formula is marked as text. */
function cellOf(text) {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function save(table) {
  const lines = [...table.rows].map((row) => [...row.cells].map((c) => cellOf(c.textContent.trim())).join(";"));
  const file = new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${table.id.replace("table-", "stoep-")}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
