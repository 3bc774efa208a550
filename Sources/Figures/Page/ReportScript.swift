/// The script of report pages: it draws every figure, follows the page's width and colour scheme, saves files, and
/// brings tables of units to life.
///
/// Figures keep their light colours in their JSON; the dark ones lie in each trace's `meta`.
let reportScript = figureScript + unitScript + pageScript

/// The drawing of figures.
private let figureScript = #"""

  "use strict";
  (() => {
    const stored = (id) => JSON.parse(document.getElementById(id).textContent);
    // All drawings of the page by the ids of their elements.
    const drawings = new Map(stored("figures").map((figure, i) => ["figure-" + (i + 1), figure]));
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const copy = (value) => JSON.parse(JSON.stringify(value));
    const axes = (layout) => Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
    let printing = false;

    // Text as plotly.js draws it unchanged, and as a template shows it.
    const plotlyText = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c])
      .replace(/[\n\r\t\u2028\u2029]/g, " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
    const templateText = (text) => plotlyText(text).replaceAll("%{", "&#37;{");

    function colors() {
      // The page still has its screen colours when the browser asks to prepare for print.
      if (printing) return { ink: "#000", grid: "#ddd", axis: "#666", gap: "#d9d9d9" };
      const style = getComputedStyle(document.documentElement);
      const value = (name) => style.getPropertyValue(name).trim();
      return { ink: value("--ink"), grid: value("--grid"), axis: value("--axis"), gap: value("--gap") };
    }

    function recolor(figure) {
      const page = colors();
      const { layout } = figure;
      layout.paper_bgcolor = "rgba(0,0,0,0)";
      layout.plot_bgcolor = layout.meta.kind === "heatmap" ? page.gap : "rgba(0,0,0,0)";
      layout.font.color = page.ink;
      for (const key of axes(layout)) {
        layout[key].gridcolor = page.grid;
        layout[key].linecolor = layout[key].tickcolor = page.axis;
      }
      if (!dark.matches || printing) return;
      for (const trace of figure.data) {
        if (!trace.meta) continue;
        if (trace.line) trace.line.color = trace.meta.dark;
        if (trace.marker) trace.marker.color = trace.meta.dark;
        if (trace.marker?.line) trace.marker.line.color = trace.meta.dark;
        if (trace.fillcolor) trace.fillcolor = trace.meta.dark_fill;
      }
    }

    // Plotly.js sets the entries of a legend in columns as wide as the longest where they do not fit into one row.
    function rowsOfLegend(figure, width) {
      const names = figure.data.filter((trace) => trace.showlegend !== false).map((trace) => trace.name);
      const longest = Math.max(0, ...names.map((name) => name.length));
      const columns = Math.max(1, Math.floor(width / (45 + 6.5 * longest)));
      return Math.max(1, Math.ceil(names.length / columns));
    }

    // A title in lines of about that many letters; it breaks after spaces and underscores.
    function broken(title, letters) {
      const parts = title.split(/(?<=[ _])/);
      const lines = [""];
      for (const part of parts) {
        if (lines.at(-1) && lines.at(-1).length + part.length > letters) lines.push("");
        lines[lines.length - 1] += part;
      }
      return lines.join("<br>");
    }

    // Panels lie beside one another where each gets at least 280 pixels, else below one another.
    function place(figure, width) {
      const { layout } = figure;
      const count = layout.meta.panels;
      const narrow = width < 560;
      const heatmap = layout.meta.kind === "heatmap";
      delete layout.title;
      layout.width = width;
      layout.margin = { l: narrow ? 48 : 64, r: narrow ? 10 : 24, t: count > 1 ? 32 : 12, b: 48 };
      if (narrow) layout.font.size = 12;
      if (!heatmap) for (const key of axes(layout)) layout[key].nticks = narrow || count > 1 ? 7 : 12;
      const columns = Math.max(1, Math.min(count === 4 ? 2 : Math.min(count, 3), Math.floor(width / 280)));
      const rows = Math.ceil(count / columns);
      if (rows > 1 || narrow) layout.height = rows * (narrow && !heatmap ? 290 : 330) + (narrow ? 90 : 60);
      const legendRows = heatmap ? 1 : rowsOfLegend(figure, width - layout.margin.l - layout.margin.r);
      layout.height += (legendRows - 1) * (narrow ? 17 : 20);
      const gapX = 84 / width;
      const gapY = (heatmap ? 112 : 88) / layout.height;
      const spread = (i, n, gap) => {
        const size = (1 - gap * (n - 1)) / n;
        return [i * (size + gap), Math.min(1, i * (size + gap) + size)];
      };
      for (let i = 0; i < count && count > 1; i++) {
        const suffix = i === 0 ? "" : String(i + 1);
        layout["xaxis" + suffix].domain = spread(i % columns, columns, gapX);
        layout["yaxis" + suffix].domain = spread(rows - 1 - Math.floor(i / columns), rows, gapY);
      }
      const drawing = Math.max(layout.height - 110, 100);
      for (const key of axes(layout).filter((key) => key[0] === "y")) {
        const title = layout[key].title;
        title.text = broken(title.text, Math.max(drawing / rows - (legendRows - 1) * 17, 100) / 7.5);
      }
      if (heatmap && narrow) {
        const bar = layout.coloraxis.colorbar;
        Object.assign(bar, { orientation: "h", thickness: 10, len: 1, x: 0.5, xanchor: "center", xpad: 0, ypad: 0 });
        Object.assign(bar, { y: 1 + (count > 1 ? 44 : 22) / drawing, yanchor: "bottom" });
        bar.title = { text: bar.title.text, side: "top", font: { size: 12 } };
        layout.margin.t = 8;
      }
      if (layout.legend && !heatmap) {
        layout.legend.y = 1 + (count > 1 ? 26 : 6) / drawing;
        layout.legend.maxheight = 1;
        layout.legend.font = { size: narrow ? 11 : 13 };
        layout.legend.title.font = { size: narrow ? 11 : 13 };
      }
    }

    function draw(id, drawing) {
      const element = document.getElementById(id);
      const figure = copy(drawing.plotly);
      place(figure, Math.floor(printing ? 680 : element.clientWidth));
      recolor(figure);
      const config = { displaylogo: false, showTips: false, scrollZoom: false,
        displayModeBar: matchMedia("(hover: hover)").matches ? "hover" : false,
        modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d"] };
      return Plotly.react(element, figure.data, figure.layout, config);
    }

  """#

/// What readers do with the page.
private let pageScript = #"""

    // Between two figures the page stays free to scroll and to answer; a later call ends an earlier one.
    let turn = 0;
    async function drawAll() {
      const own = (turn += 1);
      for (const id of drawings.keys()) {
        await draw(id, drawings.get(id));
        await new Promise((done) => setTimeout(done));
        if (own !== turn) return;
      }
      document.documentElement.dataset.drawn = String(document.querySelectorAll(".plot .main-svg").length > 0);
    }

    // The browser waits for nothing when it prepares for print.
    function drawAtOnce() {
      turn += 1;
      for (const [id, drawing] of drawings) draw(id, drawing);
    }

    function save(name, url) {
      const link = document.createElement("a");
      link.download = name;
      link.href = url;
      document.body.append(link);
      link.click();
      link.remove();
    }

    function saveBlob(name, text, type) {
      const url = URL.createObjectURL(new Blob([text], { type }));
      save(name, url);
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    }

    document.addEventListener("click", async (event) => {
      const button = event.target.closest("button[data-figure]");
      if (!button) return;
      const drawing = drawings.get(button.dataset.figure);
      const name = (drawing.title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "figure").slice(0, 60);
      if (button.dataset.format === "csv") {
        return saveBlob(name + ".csv", typeof drawing.csv === "function" ? drawing.csv() : drawing.csv, "text/csv");
      }
      // The saved figure is the stored one: light, titled, and of a size for print.
      const { data, layout } = copy(drawing.plotly);
      const size = { format: "svg", width: 1000, height: layout.height || 420 };
      const url = await Plotly.toImage({ data, layout }, size);
      saveBlob(name + ".svg", decodeURIComponent(url.slice(url.indexOf(",") + 1)), "image/svg+xml");
    });

    const main = document.getElementById("main");
    let lastWidth = main.clientWidth;
    let pending = 0;
    new ResizeObserver(() => {
      if (main.clientWidth === lastWidth || printing) return;
      lastWidth = main.clientWidth;
      clearTimeout(pending);
      pending = setTimeout(drawAll, 100);
    }).observe(main);
    dark.addEventListener("change", drawAll);
    addEventListener("beforeprint", () => { printing = true; drawAtOnce(); });
    addEventListener("afterprint", () => { printing = false; drawAll(); });
    stored("units").forEach((listing, i) => listUnits(listing, "units-" + (i + 1)));
    document.documentElement.dataset.drawing = "true";
    drawAll();
  })();

  """#
