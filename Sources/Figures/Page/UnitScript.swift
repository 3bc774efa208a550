/// The part of the page's script that sorts, filters, pages and plots a table of units.
///
/// It stands inside the function of ``reportScript`` and uses what is defined there. All text goes into the page as text
/// nodes, and into figures through `plotlyText`.
let unitScript = #"""

    // As the numbers of the first rows, which the page brings along; only a tie may be rounded another way.
    function fourDigits(value) {
      if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
      const size = Math.abs(value);
      if (size === 0) return "0";
      if (size < 1e-4 || size >= 1e7) return value.toExponential(3).replace(/e([+-])(\d)$/, "e$10$2");
      return size >= 9999.5 ? value.toFixed(0) : value.toPrecision(4);
    }

    const collator = new Intl.Collator("en", { numeric: true });
    const isMissing = (value) => value === null || Number.isNaN(value);

    // Missing values stand last in both directions; equal ones keep the order of the table.
    function inOrder(rows, values, sign) {
      const compare = (a, b) => (typeof a === "string" ? collator.compare(a, b) : a < b ? -1 : a > b ? 1 : 0);
      return rows.slice().sort((i, j) => {
        const [a, b] = [values[i], values[j]];
        if (isMissing(a) || isMissing(b)) return isMissing(a) - isMissing(b) || i - j;
        return sign * compare(a, b) || i - j;
      });
    }

    function csvField(value) {
      if (value === null) return "";
      if (typeof value === "number") {
        return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
      }
      const plain = value !== "" && Number.isNaN(Number(value))
        && !/^[=+\-@\s]|\s$|[",\r\n]|^(nan|inf|infinity)$/i.test(value);
      return plain ? value : '"' + value.replaceAll('"', '""') + '"';
    }

    function listUnits(listing, id) {
      const root = document.getElementById(id);
      const part = (name) => root.querySelector(`[data-part="${name}"]`);
      const { columns, marks, rowsAtATime } = listing;
      for (const column of columns) {
        if (column.kind === "double") column.values = column.values.map((v) => (v === null ? null : Number(v)));
      }
      const all = columns[0].values.map((_, i) => i);
      const siteOf = columns[listing.site].values.map((site) => site ?? "");
      const heads = [...part("table").tHead.rows[0].cells];
      const body = part("table").tBodies[0];
      let rows = all;
      let sorting = { column: -1, sign: 1 };
      let start = 0;

      function cell(column, row) {
        const element = document.createElement("td");
        const value = column.values[row];
        if (column.kind === "string") element.className = "text";
        if (value === null) {
          const dash = document.createElement("span");
          Object.assign(dash, { className: "missing", title: "missing", textContent: "–" });
          element.append(dash);
        } else {
          element.textContent = column.kind === "double" ? fourDigits(value) : String(value);
        }
        return element;
      }

      function showRows() {
        const end = Math.min(start + rowsAtATime, rows.length);
        body.replaceChildren(...rows.slice(start, end).map((row) => {
          const line = document.createElement("tr");
          line.append(...columns.map((column) => cell(column, row)));
          return line;
        }));
        for (const name of ["first", "previous"]) part(name).disabled = start === 0;
        for (const name of ["next", "last"]) part(name).disabled = end === rows.length;
        const { column, sign } = sorting;
        const order = column < 0 ? "" : `, by ${columns[column].name}, ${sign > 0 ? "ascending" : "descending"}`;
        part("status").textContent = `Rows ${start + 1}–${end} of ${rows.length}${order}`;
      }

      function chooseRows() {
        const mark = marks[part("site").value || -1];
        rows = mark ? all.filter((row) => siteOf[row] === mark.site) : all;
        if (sorting.column >= 0) rows = inOrder(rows, columns[sorting.column].values, sorting.sign);
        start = 0;
        showRows();
      }

      function sortBy(i) {
        sorting = { column: i, sign: sorting.column === i ? -sorting.sign : 1 };
        heads.forEach((head) => head.removeAttribute("aria-sort"));
        heads[i].setAttribute("aria-sort", sorting.sign > 0 ? "ascending" : "descending");
        chooseRows();
      }

      function goTo(name) {
        const last = Math.floor((rows.length - 1) / rowsAtATime) * rowsAtATime;
        const to = { first: 0, previous: start - rowsAtATime, next: start + rowsAtATime, last };
        start = Math.min(Math.max(to[name], 0), last);
        showRows();
      }

      const csv = () => [columns.map((c) => csvField(c.name)),
        ...rows.map((row) => columns.map((c) => csvField(c.values[row])))].map((line) => line.join() + "\r\n").join("");

      // The figure of the listed units; its colours are those of all sites, whichever are listed.
      function plot() {
        const [x, y] = ["x", "y"].map((axis) => columns[part(axis).value]);
        const isPlaced = (row) => Number.isFinite(x.values[row]) && Number.isFinite(y.values[row]);
        const placed = rows.filter(isPlaced).sort((i, j) => i - j);
        const data = marks.map(({ site, name, trace }) => {
          const own = placed.filter((row) => siteOf[row] === site);
          return { ...copy(trace), x: own.map((row) => x.values[row]), y: own.map((row) => y.values[row]),
            text: own.map((row) => plotlyText(String(columns[listing.unit].values[row] ?? "–"))),
            hovertemplate: `<b>unit %{text}</b><br><b>${templateText(name)}</b><br>${templateText(x.title)} %{x:.4~g}<br>`
              + `${templateText(y.title)} %{y:.4~g}<extra></extra>` };
        }).filter((trace) => trace.x.length > 0);
        const layout = copy(listing.layout);
        const title = `${y.title} against ${x.title}`;
        layout.title.text = plotlyText(title);
        layout.xaxis.title.text = plotlyText(x.title);
        layout.yaxis.title.text = plotlyText(y.title);
        const left = rows.length - placed.length;
        part("caption").textContent = `${title}: a point for each of ${placed.length} units.`
          + (left > 0 ? ` Not drawn: ${left} of ${rows.length} units, which lack one of the two numbers.` : "");
        const drawing = { title, plotly: { data, layout }, csv };
        drawings.set(id + "-plot", drawing);
        return drawing;
      }

      heads.forEach((head, i) => {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => sortBy(i));
      });
      for (const name of ["first", "previous", "next", "last"]) part(name).addEventListener("click", () => goTo(name));
      for (const name of ["filter", "pages", "chooser"]) part(name)?.removeAttribute("hidden");
      part("rest")?.remove();
      const redraw = () => listing.layout && draw(id + "-plot", plot());
      part("site").addEventListener("change", () => { chooseRows(); redraw(); });
      for (const axis of ["x", "y"]) part(axis)?.addEventListener("change", redraw);
      chooseRows();
      if (listing.layout) plot();
    }

  """#
