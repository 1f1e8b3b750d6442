/** One line of the result: what was measured, beside its floor and its goal where it has them. */
export interface Line {
  readonly scenario: string;
  readonly measure: string;
  readonly value: number;
  readonly unit: string;
  /** The same work without what the product adds, measured in the same run. */
  readonly floor?: number;
  /** `value / floor`. */
  readonly ratio?: number;
  readonly goal?: Goal;
}

/** A bound on the ratio where there is one, else on the value. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

export interface Report {
  /** What it ran on: machine, engines. */
  readonly facts: Readonly<Record<string, string>>;
  readonly lines: readonly Line[];
  /** What was left out or deserves a word, as sentences. */
  readonly notes: readonly string[];
}

function isMet({ value, ratio, goal }: Line): boolean | undefined {
  if (goal === undefined) {
    return undefined;
  }
  const judged = ratio ?? value;
  return 'atLeast' in goal ? judged >= goal.atLeast : judged <= goal.atMost;
}

const headings = ['scenario', 'measure', 'measured', 'floor', 'ratio', 'goal', ''];
const firstNumericColumn = 2;

/** For people: one table, then the notes. */
export function asText({ facts, lines, notes }: Report): string {
  const rows = [headings, ...lines.map(cells)];
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const table = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const isNumber = column >= firstNumericColumn && column < headings.length - 1;
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [
    ...Object.entries(facts).map(([name, value]) => `${name}: ${value}`),
    '',
    ...table,
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

/** For machines: the same, with every goal judged. */
export function asJson({ facts, lines, notes }: Report): string {
  const judged = lines.map((line) => ({ ...line, met: isMet(line) }));
  return JSON.stringify({ facts, lines: judged, notes }, undefined, 2);
}

function cells(line: Line): readonly string[] {
  const { scenario, measure, value, unit, floor, ratio } = line;
  const met = isMet(line);
  return [
    scenario,
    measure,
    `${rounded(value)} ${unit}`,
    floor === undefined ? '' : `${rounded(floor)} ${unit}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    goalText(line),
    met === undefined ? '' : met ? 'ok' : 'missed',
  ];
}

function goalText({ goal, ratio, unit }: Line): string {
  if (goal === undefined) {
    return '';
  }
  const [sign, bound] = 'atLeast' in goal ? ['>=', goal.atLeast] : ['<=', goal.atMost];
  return ratio === undefined ? `${sign} ${bound} ${unit}` : `${sign} ${bound}`;
}

function rounded(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
}
