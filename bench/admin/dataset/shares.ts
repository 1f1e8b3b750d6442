/** What a generation can be, and how large a share of all is like that. */
export interface ModelShare {
  readonly kind: 'text' | 'image' | 'edit';
  readonly model: string;
  /** Credits. Most texts are free: there are then about as many credit entries as generations. */
  readonly price: number;
  readonly share: number;
}

export const modelShares: readonly ModelShare[] = [
  { kind: 'text', model: 'gemini-3.8-flash', price: 0, share: 0.36 },
  { kind: 'image', model: 'gemini-nano-banana-2.1', price: 2, share: 0.22 },
  { kind: 'text', model: 'gemini-3.6-flash', price: 0, share: 0.12 },
  { kind: 'edit', model: 'gemini-nano-banana-2.1', price: 2, share: 0.1 },
  { kind: 'text', model: 'gemini-3.5-flash-lite', price: 0, share: 0.08 },
  { kind: 'image', model: 'gemini-3-pro-image', price: 6, share: 0.04 },
  { kind: 'image', model: 'gemini-3.1-flash-lite-image', price: 2, share: 0.04 },
  { kind: 'text', model: 'gemini-3.1-pro-preview', price: 3, share: 0.04 },
];

export interface OutcomeShare {
  readonly status: 'succeeded' | 'blocked' | 'failed' | 'canceled' | 'expired';
  /** JSON; absent when it succeeded. */
  readonly failure?: string;
  readonly share: number;
}

const failed = (kind: string, share: number, rest: object = {}): OutcomeShare => ({
  status: 'failed',
  failure: JSON.stringify({ kind, ...rest }),
  share,
});

export const outcomeShares: readonly OutcomeShare[] = [
  { status: 'succeeded', share: 0.9 },
  {
    status: 'blocked',
    failure: '{"kind":"safety","stage":"prompt","reason":"PROHIBITED_CONTENT"}',
    share: 0.03,
  },
  failed('overloaded', 0.02),
  failed('timeout', 0.015),
  failed('quota', 0.01, { retryAfterMs: 30_000 }),
  { status: 'canceled', failure: '{"kind":"canceled"}', share: 0.01 },
  failed('no_image', 0.005),
  { status: 'expired', failure: '{"kind":"expired"}', share: 0.003 },
  failed('internal', 0.002),
  failed('empty_answer', 0.002),
  failed('undeliverable', 0.001, { reason: 'blocked by the user' }),
  failed('input_unreadable', 0.001, { reason: 'gone' }),
  failed('invalid_request', 0.0005, { message: 'Unsupported aspect ratio' }),
  failed('model_retired', 0.0005),
];

/** Which of the shares a number below 1 falls into, as an SQL expression: 0 for the first. */
export function drawn(shares: readonly { readonly share: number }[], below1: string): string {
  let sum = 0;
  const bounds = shares.slice(0, -1).map(({ share }) => {
    sum += share;
    return sum.toFixed(6);
  });
  return `width_bucket(${below1}, '{${bounds.join(', ')}}'::double precision[])::smallint`;
}

/** The value at an index, as an SQL expression. */
export function chosen(
  type: string,
  values: readonly (string | number | undefined)[],
  index: string,
): string {
  const literals = values.map((value) =>
    value === undefined ? 'NULL' : typeof value === 'number' ? String(value) : `'${value}'`,
  );
  return `((ARRAY[${literals.join(', ')}]::${type}[])[${index} + 1])`;
}
