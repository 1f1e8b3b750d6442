import { raw } from './html.ts';

export const style = raw(`
:root {
  color-scheme: light dark;
  --page: #f3f1ea; --card: #fff; --text: #1d1a14; --soft: #6d675b; --line: #e4dfd3;
  --accent: #ffd43b; --accent-hover: #ffca0a; --accent-text: #3b2a00; --tint: #fff8e0;
  --ring: #b98700; --good: #1d7f46; --good-tint: #e2f5e9; --bad: #b3362b; --bad-tint: #fdeae7;
  --wait: #8a5b00; --wait-tint: #fff1cf;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14130f; --card: #1f1d18; --text: #f2eee4; --soft: #a79f8f; --line: #37332a;
    --accent: #f8c92b; --accent-hover: #ffd95a; --accent-text: #2b1f00; --tint: #2c2715;
    --ring: #f8c92b; --good: #6fd69a; --good-tint: #173324; --bad: #ff9a8d; --bad-tint: #3d1f1b;
    --wait: #ffcf66; --wait-tint: #382c12;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column;
  background: var(--page); color: var(--text);
  font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, Inter, "Helvetica Neue", sans-serif;
  -webkit-font-smoothing: antialiased;
}
h1, h2, p { margin: 0; }
.strip {
  padding: 9px 16px; background: var(--wait-tint); color: var(--wait);
  text-align: center; font-size: 14px;
}
.strip b { font-weight: 650; }
main {
  width: 100%; max-width: 460px; margin: auto; padding: 20px 16px 32px;
  display: flex; flex-direction: column; gap: 14px;
}
.card {
  padding: 24px; border: 1px solid var(--line); border-radius: 20px; background: var(--card);
  box-shadow: 0 1px 2px #1d1a1408, 0 12px 32px -16px #1d1a1426;
}
.shop { display: flex; align-items: center; gap: 12px; }
.shop i {
  flex: none; display: grid; place-items: center; width: 42px; height: 42px; border-radius: 13px;
  background: var(--accent); color: var(--accent-text); font-size: 19px; font-weight: 700; font-style: normal;
}
.shop b { display: block; font-weight: 600; overflow-wrap: anywhere; }
.shop span { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
.sum { margin: 22px 0 24px; }
.sum span { display: block; color: var(--soft); font-size: 14px; }
.sum strong { font-size: 38px; font-weight: 700; letter-spacing: -.02em; line-height: 1.15; }
fieldset { margin: 0; padding: 0; border: 0; }
legend { margin-bottom: 8px; padding: 0; color: var(--soft); font-size: 14px; }
.method {
  display: flex; align-items: center; gap: 13px; min-height: 62px; padding: 9px 14px;
  border: 1px solid var(--line); cursor: pointer;
}
.method + .method { margin-top: -1px; }
.method:first-of-type { border-radius: 14px 14px 0 0; }
.method:last-of-type { border-radius: 0 0 14px 14px; }
.method:only-of-type { border-radius: 14px; }
.method:has(:checked) { position: relative; border-color: var(--ring); background: var(--tint); }
.method:has(:focus-visible) { outline: 2px solid var(--ring); outline-offset: 1px; z-index: 1; }
.method svg { flex: none; width: 26px; height: 26px; color: var(--soft); }
.method:has(:checked) svg { color: var(--ring); }
.method span { flex: 1; min-width: 0; }
.method b { display: block; font-weight: 550; line-height: 1.3; }
.method small { color: var(--soft); font-size: 13.5px; }
.method input { order: 3; flex: none; width: 20px; height: 20px; margin: 0; accent-color: var(--ring); }
svg { fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.button {
  display: flex; align-items: center; justify-content: center; width: 100%; min-height: 52px;
  padding: 10px 18px; border: 1px solid transparent; border-radius: 14px; cursor: pointer;
  background: var(--accent); color: var(--accent-text); font: inherit; font-weight: 620;
  text-decoration: none; text-align: center;
}
.button:hover { background: var(--accent-hover); }
.button.quiet { border-color: var(--line); background: transparent; color: var(--text); font-weight: 520; min-height: 46px; }
.button.quiet:hover { background: var(--page); }
:is(.button, select, summary):focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; }
.pay { margin-top: 18px; }
details.card { padding: 0; }
summary {
  display: flex; align-items: center; justify-content: space-between; padding: 16px 24px;
  border-radius: 20px; color: var(--soft); font-size: 15px; cursor: pointer; list-style: none;
}
summary::-webkit-details-marker { display: none; }
summary::after {
  content: ""; width: 8px; height: 8px; margin: -4px 4px 0; border: solid; border-width: 0 1.7px 1.7px 0;
  transform: rotate(45deg);
}
details[open] summary::after { margin-top: 4px; transform: rotate(225deg); }
.other { padding: 4px 24px 24px; display: flex; flex-direction: column; gap: 22px; }
.other form { display: flex; flex-direction: column; gap: 10px; }
label.field { color: var(--soft); font-size: 14px; }
select {
  width: 100%; min-height: 46px; margin-top: 6px; padding: 0 40px 0 14px; border: 1px solid var(--line);
  border-radius: 14px; color: var(--text); font: inherit; appearance: none; -webkit-appearance: none;
  background: var(--card) url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%238a8373' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='m7 10 5 5 5-5'/%3E%3C/svg%3E") no-repeat right 12px center / 20px;
}
.hint { color: var(--soft); font-size: 14px; }
.end { display: flex; flex-direction: column; align-items: center; text-align: center; padding: 36px 24px 24px; }
.mark { display: grid; place-items: center; width: 76px; height: 76px; border-radius: 50%; }
.mark svg { width: 38px; height: 38px; stroke-width: 2; }
.good { background: var(--good-tint); color: var(--good); }
.bad { background: var(--bad-tint); color: var(--bad); }
.wait { background: var(--wait-tint); color: var(--wait); }
.end h1 { margin-top: 20px; font-size: 24px; font-weight: 680; letter-spacing: -.01em; }
.end .amount { margin-top: 4px; font-size: 18px; }
.end p { margin-top: 10px; color: var(--soft); text-wrap: balance; }
.end .reason { margin-top: 14px; padding: 7px 14px; border-radius: 99px; background: var(--bad-tint); color: var(--bad); font-size: 15px; }
.end .button { margin-top: 26px; }
.facts { width: 100%; margin: 24px 0 0; padding-top: 16px; border-top: 1px solid var(--line); font-size: 14px; text-align: left; }
.facts div { display: flex; justify-content: space-between; gap: 20px; padding: 3px 0; }
.facts dt { flex: none; color: var(--soft); }
.facts dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
footer { text-align: center; color: var(--soft); font-size: 13px; }
footer span { white-space: nowrap; }
`);
