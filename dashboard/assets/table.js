/* Tables: sort by a click on a header, and save as CSV what is shown. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.sort, button.csv");
  if (!button) return;
  if (button.classList.contains("csv")) save(document.getElementById(button.dataset.table));
  else sort(button);
});

function sort(button) {
  const head = button.closest("th"), table = head.closest("table");
  const column = [...head.parentNode.children].indexOf(head);
  const down = head.getAttribute("aria-sort") !== "descending";
  head.parentNode.querySelectorAll("th").forEach((th) => th.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
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
