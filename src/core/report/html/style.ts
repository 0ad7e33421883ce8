/** The style sheet of the report: two themes by the reader's preference, colours only where they mean something. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f7f8fa; --card: #ffffff; --ink: #16191d; --soft: #57606a; --faint: #8c959f; --line: #dfe3e8; --hover: #f2f4f7;
  --base: #7d8794; --head: #2457d6; --better: #12715b; --worse: #b3261e; --equal: #42526b; --unsure: #8a5a00;
  --better-tint: #e3f4ee; --worse-tint: #fdeceb; --equal-tint: #e9edf3; --unsure-tint: #fbf1dd; --band: #e6eaf0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #161a21; --ink: #e8ebf0; --soft: #a3adba; --faint: #75808d; --line: #2a303a; --hover: #1c212a;
    --base: #8d97a5; --head: #7da2ff; --better: #5fd0ac; --worse: #ff8a80; --equal: #a9b8d0; --unsure: #e9bd62;
    --better-tint: #12302a; --worse-tint: #3a1d1c; --equal-tint: #212a38; --unsure-tint: #352a14; --band: #232a35;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
:focus-visible { outline: 2px solid var(--head); outline-offset: 2px; border-radius: 4px; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
main, footer { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
main { padding-top: 28px; }
h1, h2, h3, p, figure { margin: 0; }
h2 { font-size: 16px; font-weight: 650; letter-spacing: -0.005em; }
h3 { font-size: 13px; font-weight: 600; }
h4 { margin: 0; font-size: 12px; font-weight: 600; }
code { font: 0.92em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.muted { color: var(--soft); }
.eyebrow { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; color: var(--soft); margin-bottom: 14px; }
.eyebrow strong { color: var(--ink); font-weight: 650; }
.eyebrow .arrow { color: var(--soft); }
.hero, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.hero { overflow: hidden; }
.verdict { display: grid; grid-template-columns: auto 1fr; gap: 2px 16px; padding: 22px 24px 18px; align-items: center; }
.verdict .mark { grid-row: span 2; width: 46px; height: 46px; border-radius: 12px; display: grid; place-items: center; font-size: 22px; font-weight: 700; line-height: 1; }
.verdict h1 { font-size: 26px; line-height: 1.15; letter-spacing: -0.02em; font-weight: 700; }
.verdict p { color: var(--soft); font-size: 15px; }
.better .mark { background: var(--better-tint); color: var(--better); } .better h1 { color: var(--better); }
.worse .mark { background: var(--worse-tint); color: var(--worse); } .worse h1 { color: var(--worse); }
.equivalent .mark { background: var(--equal-tint); color: var(--equal); } .equivalent h1 { color: var(--equal); }
.cannot-tell .mark { background: var(--unsure-tint); color: var(--unsure); } .cannot-tell h1 { color: var(--unsure); }
.hero figure { padding: 0 24px 14px; } .hero .below { dominant-baseline: hanging; } .hero figcaption { color: var(--soft); font-size: 11px; text-align: right; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(164px, 1fr)); margin: 0; border-top: 1px solid var(--line); }
.figures div { padding: 12px 24px 14px; border-right: 1px solid var(--line); }
.figures div:last-child { border-right: 0; }
.figures dt { color: var(--soft); font-size: 12px; }
.figures dd { margin: 0; font-size: 20px; font-weight: 650; letter-spacing: -0.01em; }
.figures dd small { display: block; font-size: 12px; font-weight: 400; letter-spacing: 0; color: var(--soft); }
.note { margin-top: 14px; padding: 10px 14px; border-left: 3px solid var(--unsure); background: var(--unsure-tint); border-radius: 0 6px 6px 0; }
.card { margin-top: 16px; padding: 18px 24px 20px; }
.card > header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 2px 18px; margin-bottom: 12px; }
.card > header p { color: var(--soft); font-size: 13px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 6px 10px 6px 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: middle; }
tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-weight: 500; font-size: 12px; white-space: nowrap; border-bottom-color: var(--line); }
tbody th { font-weight: 500; }
tbody th code { display: inline-block; width: max-content; max-width: 190px; white-space: pre-wrap; }
.number { text-align: right; white-space: nowrap; }
th.number { text-align: right; }
.range { color: var(--soft); }
tbody tr:hover { background: var(--hover); }
.up { color: var(--better); } .down { color: var(--worse); }
.pill { display: inline-block; min-width: 84px; padding: 1px 9px; border-radius: 999px; font-size: 12px; font-weight: 600; white-space: nowrap; text-align: center; }
.pill.pass, .pill.better { background: var(--better-tint); color: var(--better); }
.pill.fail, .pill.worse { background: var(--worse-tint); color: var(--worse); }
.pill.cannot-tell { background: var(--unsure-tint); color: var(--unsure); }
.pill.quiet { background: none; color: var(--soft); font-weight: 500; text-align: left; padding-left: 0; }
.pill.equivalent { background: var(--equal-tint); color: var(--equal); }
.plot { width: 34%; min-width: 170px; padding-right: 0; }
.plot + .number { padding-left: 16px; }
svg { display: block; width: 100%; height: auto; overflow: visible; } .drawing svg { width: auto; }
.hero svg text { font-size: 11px; fill: var(--soft); }
.axis { stroke: var(--line); stroke-width: 1; } .zero { stroke: var(--faint); stroke-width: 1; } .band { fill: var(--band); }
.reach { stroke-width: 3; stroke-linecap: round; }
.reach.better, .dot.better { stroke: var(--better); } .reach.worse, .dot.worse { stroke: var(--worse); }
.reach.equivalent, .dot.equivalent { stroke: var(--equal); } .reach.cannot-tell, .dot.cannot-tell { stroke: var(--faint); }
.hero .reach.cannot-tell, .hero .dot.cannot-tell { stroke: var(--unsure); }
.dot { fill: var(--card); stroke-width: 2.5; }
.hero .reach { stroke-width: 5; } .hero .dot { stroke-width: 4; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(290px, 1fr)); gap: 18px 26px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 0 16px; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 18px 30px; align-items: start; } .beside .scroll { max-height: 520px; overflow: auto; }
.curve { stroke-width: 2; } .curve.base { stroke: var(--base); stroke-dasharray: 5 4; } .curve.head { stroke: var(--head); }
.chart { min-width: 0; }
.stage { margin-top: 6px; cursor: crosshair; touch-action: pan-y; } .drawing svg { overflow: hidden; }
.readout { margin-top: 5px; display: flex; flex-wrap: wrap; gap: 0 12px; min-height: 21px; font-size: 12px; color: var(--soft); overflow-wrap: anywhere; }
.readout .base::before { content: "┅ " / ""; color: var(--base); } .readout .head { color: var(--ink); } .readout .head::before { content: "━ " / ""; color: var(--head); }
button, select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; max-width: 100%; }
button { cursor: pointer; } button:hover { background: var(--hover); }
.switches { display: inline-flex; } .switches button { border-radius: 0; margin-left: -1px; } .switches button:first-child { border-radius: 6px 0 0 6px; margin-left: 0; } .switches button:last-child { border-radius: 0 6px 6px 0; }
.switches button[aria-pressed="true"] { background: var(--ink); color: var(--card); border-color: var(--ink); }
.chart > .switches, .chart > .choice { margin-top: 8px; } .choice { display: inline-flex; gap: 6px; align-items: center; max-width: 100%; color: var(--soft); font-size: 13px; } select { min-width: 0; }
.sort { padding: 0; border: 0; background: none; color: inherit; font-weight: inherit; white-space: nowrap; } .sort:hover { background: none; color: var(--ink); }
.sort::after { content: "↕" / ""; display: inline-block; width: 1.1em; text-align: right; color: var(--faint); } [aria-sort="ascending"] .sort::after { content: "↑" / ""; color: var(--ink); } [aria-sort="descending"] .sort::after { content: "↓" / ""; color: var(--ink); } [aria-sort] .sort { color: var(--ink); }
.values tbody th { white-space: nowrap; } .spark { font-family: ui-monospace, "DejaVu Sans Mono", monospace; color: var(--head); white-space: nowrap; }
.bar { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; margin-bottom: 14px; }
.legend { display: flex; gap: 16px; } .legend span { display: inline-flex; gap: 7px; align-items: center; } .legend svg { width: 24px; }
.flips { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(164px, 46%), 1fr)); gap: 12px; margin: 8px 0 0; padding: 0; list-style: none; }
.flips li { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; font-size: 12px; background: var(--card); display: grid; grid-template-rows: 92px auto; align-content: start; }
.flips .picture { background: var(--band); display: grid; place-items: center; color: var(--soft); }
.flips img { width: 76px; height: 76px; object-fit: contain; image-rendering: auto; }
.flips dl { margin: 0; padding: 7px 9px 4px; } .flips dl > div { display: flex; flex-wrap: wrap; gap: 0 6px; }
.flips dt { color: var(--soft); min-width: 30px; } .flips dd { margin: 0; min-width: 0; overflow-wrap: anywhere; font-weight: 600; }
.flips dd.score { font-weight: 400; color: var(--soft); }
.flips .file { margin: 0 9px; padding: 4px 0 6px; color: var(--soft); border-top: 1px solid var(--line); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.sheets { display: flex; flex-wrap: wrap; gap: 4px 22px; } .sheet { margin-top: 8px; } .sheet ul { display: flex; flex-wrap: wrap; gap: 6px; margin: 5px 0 0; padding: 0; list-style: none; }
.sheet li { display: flex; align-items: center; gap: 4px; padding: 3px; background: var(--band); border-radius: 5px; color: var(--soft); font-size: 11px; }
.sheet img { display: block; width: 64px; height: 64px; object-fit: contain; } .missing { display: grid; place-items: center; width: 64px; height: 64px; text-align: center; }
.more { margin-top: 12px; } .thumb { width: 60px; } .thumb img { display: block; width: 48px; height: 48px; object-fit: contain; background: var(--band); border-radius: 4px; } .label { font-weight: 600; white-space: nowrap; } .group { margin-top: 18px; } .group:first-of-type { margin-top: 0; }
details { margin-top: 12px; } details tbody th code { max-width: none; } summary { cursor: pointer; color: var(--soft); font-weight: 600; font-size: 13px; }
footer { color: var(--soft); font-size: 12px; padding-top: 16px; padding-bottom: 40px; }
@media (max-width: 640px) { .hero figure svg { margin: 8px 0 4px; } .hero figure svg text { font-size: 27px; } .hero .reach { stroke-width: 8; } .hero .dot { stroke-width: 7; } main, footer { padding-left: 12px; padding-right: 12px; } .card, .verdict { padding-left: 16px; padding-right: 16px; } .hero figure { padding-left: 16px; padding-right: 16px; } .figures div { padding-left: 16px; border-right: 0; } }
@media print { body { background: none; } .card, .hero { break-inside: avoid; } }
`;
