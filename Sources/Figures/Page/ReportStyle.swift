/// The style sheet of report pages.
let reportStyle = """

  :root {
    color-scheme: light dark;
    --ground: #ffffff; --ink: #1c1d21; --muted: #5b5d68; --line: #d8dae1; --panel: #f5f6f9;
    --accent: #005fad; --warning-ground: #fff4de; --warning-edge: #a86200; --finding-ground: #eaf3fd;
    --grid: #e4e4e4; --axis: #787878; --gap: #d9d9d9;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #15171b; --ink: #e7e8ec; --muted: #a8abb7; --line: #373b44; --panel: #1e2127;
      --accent: #6bb5ff; --warning-ground: #33270f; --warning-edge: #e3a548; --finding-ground: #14283c;
      --grid: #33363d; --axis: #8d909a; --gap: #4b4e56;
    }
  }
  * { box-sizing: border-box; }
  html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
  body {
    margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 70rem; background: var(--ground); color: var(--ink);
    font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  }
  h1 { font-size: clamp(1.5rem, 1.1rem + 1.8vw, 2.2rem); line-height: 1.2; margin: 0 0 .3rem; }
  h2 { font-size: 1.4rem; line-height: 1.25; margin: 3rem 0 .8rem; padding-bottom: .35rem;
    border-bottom: 1px solid var(--line); }
  h3 { font-size: 1.05rem; line-height: 1.35; margin: 1.8rem 0 .5rem; }
  h1, h2, h3, p, li, dd, dt, td, th, figcaption { overflow-wrap: anywhere; unicode-bidi: isolate; }
  p, ul, dl.definitions { max-width: 46rem; }
  p { margin: .7rem 0; }
  a { color: var(--accent); }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
  .subtitle { color: var(--muted); margin: 0; }
  .skip { position: absolute; left: -100rem; }
  .skip:focus { left: 1rem; top: .5rem; padding: .3rem .6rem; background: var(--ground); z-index: 9; }
  nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; margin: 1.2rem 0 0; padding: 0;
    max-width: none; }
  nav a { display: inline-block; padding: .15rem 0; text-underline-offset: .2em; }
  .summary { margin-top: 1.6rem; font-size: 1.06rem; }
  .warning, .finding { padding: .7rem 1rem; border-left: 4px solid var(--accent); border-radius: 0 6px 6px 0;
    background: var(--finding-ground); }
  .warning { background: var(--warning-ground); border-color: var(--warning-edge); }
  figure { margin: 1.6rem 0 2.2rem; padding: 1rem 1rem .8rem; border: 1px solid var(--line); border-radius: 8px; }
  .figure-head { display: flex; gap: 1rem; align-items: flex-start; justify-content: space-between; }
  .figure-head h3 { margin: 0 0 .4rem; }
  .buttons { display: flex; gap: .4rem; flex: none; }
  button { font: inherit; font-size: .8rem; line-height: 1.2; min-height: 1.9rem; padding: .2rem .7rem;
    color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 5px; cursor: pointer; }
  button:hover { border-color: var(--accent); }
  .plot { width: 100%; min-width: 0; overflow: hidden; }
  /* Room for figures yet to be drawn, so that nothing moves when they come. */
  [data-drawing] .plot:empty { min-height: 420px; }
  figcaption { color: var(--muted); font-size: .92rem; line-height: 1.5; max-width: 52rem; }
  .scroll { overflow-x: auto; margin: 1.2rem 0; border: 1px solid var(--line); border-radius: 8px; }
  table { border-collapse: collapse; min-width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
  caption { text-align: left; padding: .6rem .8rem; color: var(--muted); }
  th, td { padding: .35rem .8rem; text-align: right; border-top: 1px solid var(--line); vertical-align: top; }
  td { white-space: nowrap; }
  thead th { background: var(--panel); overflow-wrap: normal; vertical-align: bottom; }
  th.text, td.text { text-align: left; }
  td.text { white-space: normal; min-width: 8.5rem; max-width: 26rem; }
  .unit, .missing { color: var(--muted); font-weight: normal; }
  .rest { color: var(--muted); font-size: .9rem; }
  code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
  code { unicode-bidi: isolate; }
  pre { margin: .8rem 0; padding: .8rem 1rem; background: var(--panel); border: 1px solid var(--line);
    border-radius: 8px; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere;
    max-height: 34rem; overflow: auto; }
  dl { margin: .8rem 0; }
  dd { margin: 0; }
  .facts > div { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: 0 1.2rem; padding: .3rem 0;
    border-bottom: 1px solid var(--line); }
  .facts dt { color: var(--muted); }
  .definitions dt { font-weight: 600; margin-top: .8rem; }
  [hidden] { display: none !important; }
  .controls { display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; align-items: center; margin: .8rem 0; }
  .controls label { display: flex; flex-wrap: wrap; gap: .1rem .5rem; align-items: center; color: var(--muted);
    font-size: .9rem; }
  select { font: inherit; font-size: .9rem; min-height: 1.9rem; max-width: 100%; padding: .15rem .4rem;
    color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 5px; }
  .pages { gap: .4rem; }
  .pages span { padding: 0 .5rem; font-size: .9rem; font-variant-numeric: tabular-nums; }
  button:disabled { color: var(--muted); opacity: .6; cursor: default; border-color: var(--line); }
  .units table { font-size: .85rem; line-height: 1.45; }
  .units td { padding-block: .2rem; }
  .units td.text { min-width: 0; overflow-wrap: break-word; }
  .units thead th:has(button) { padding: 0; }
  .units thead th button { width: 100%; min-height: 2.2rem; padding: .35rem .8rem; border: 0; border-radius: 0;
    background: none; font-size: inherit; font-weight: inherit; text-align: inherit; }
  .units thead th button::after { content: "↕"; margin-left: .3em; color: var(--muted); opacity: .6; }
  .units thead th[aria-sort] button::after { color: var(--accent); opacity: 1; }
  .units thead th[aria-sort=ascending] button::after { content: "▲"; }
  .units thead th[aria-sort=descending] button::after { content: "▼"; }
  .units thead th button:hover { background: var(--line); }
  .units thead th button:focus-visible { outline-offset: -3px; }
  footer { margin-top: 4rem; color: var(--muted); font-size: .85rem; }
  @media screen and (min-width: 40rem) {
    /* Site and unit stay in sight while the other columns move. */
    .keyed :is(th, td):nth-child(-n+2) { position: sticky; left: 0; background: var(--ground); z-index: 1; }
    .keyed th:nth-child(-n+2) { background: var(--panel); }
    .keyed :is(th, td):nth-child(1) { min-width: 7rem; max-width: 7rem; overflow-wrap: anywhere; }
    .keyed :is(th, td):nth-child(2) { left: 7rem; border-right: 1px solid var(--line); }
  }
  @page units { size: landscape; }
  @media (max-width: 40rem) {
    body { padding: 1.2rem 1rem 3rem; }
    figure { margin-inline: -1rem; padding: .8rem .5rem; border-inline: 0; border-radius: 0; }
    figure .figure-head, figure .controls, figcaption { padding-inline: .5rem; }
    nav li { flex: 0 0 100%; }
    nav ul { gap: 0; }
    .facts > div { grid-template-columns: 1fr; }
    th, td { padding: .35rem .55rem; }
  }
  @media print {
    :root {
      color-scheme: light; --ground: #fff; --ink: #000; --muted: #444; --line: #bbb; --panel: #f5f5f5;
      --accent: #004a88; --warning-ground: #fff; --finding-ground: #fff; --warning-edge: #000;
    }
    body { max-width: none; padding: 0; font-size: 10.5pt; }
    nav, .buttons, .skip, .modebar, .controls:not(.pages), .pages button { display: none !important; }
    h2 { break-after: avoid; }
    figure, tr, .warning, .finding { break-inside: avoid; }
    .scroll { overflow: visible; border: 0; }
    pre { max-height: none; overflow: visible; }
    td { white-space: normal; }
    .units .scroll { page: units; }
    .units table { font-size: 6.5pt; }
    .units td, .units thead th { padding: 1pt 2pt; white-space: nowrap; }
    .units thead th { white-space: normal; }
    /* As text: browsers repeat a table's head on each page, but not the buttons in it. */
    .units thead th button { display: contents; }
    .units thead th button::after { content: "" !important; }
  }

  """
