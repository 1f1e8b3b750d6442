import { nth, type Operation } from '../operation.ts';
import { isoDaysBefore, type Samples } from '../samples.ts';

type Step = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

interface Span {
  readonly days: number;
  readonly step: Step;
}

const week: Span = { days: 7, step: 'HOUR' };
const quarter: Span = { days: 90, step: 'DAY' };
const everything: Span = { days: 540, step: 'WEEK' };

/** Runs end on different days, so that none finds the points of the one before. */
const spanned =
  ({ days, step }: Span) =>
  ({ now }: Samples, run: number) => ({
    from: isoDaysBefore(now, days + (run % 10)),
    until: isoDaysBefore(now, run % 10),
    step,
  });

const block = (name: string, span: Span, fields: string): Operation => ({
  name: `statistics: ${name}, ${span.days} days by the ${span.step.toLowerCase()}`,
  document: `query Block($from: DateTimeISO!, $until: DateTimeISO!, $step: StatisticsStep!) {
    statistics(from: $from, until: $until, step: $step) { ${fields} }
  }`,
  variables: spanned(span),
});

const percentiles = 'count p50Ms p90Ms p95Ms p99Ms';
const sums = 'at count creditsCharged cost { amount }';
const money = 'at payments amount { amount } refunded { amount } firstPayments';
const users = 'users { at newUsers invitedUsers activeUsers }';
const revenue = `revenue { method currency points { ${money} } }`;
const generations = `generations(by: KIND) { kind points { ${sums} } }`;

/** The first page of an admin panel: everything at a glance, in one request. */
const dashboard = `${users} ${revenue} ${generations} failures { failureKind count }
  latency { kind modelId ${percentiles} } margin { at cost { amount } creditsCharged }`;

const spenders = (name: string, by: string, months: readonly number[]): Operation => ({
  name: `statistics: top spenders ${name}`,
  document: `query Spenders($month: DateTimeISO) {
    topSpenders(first: 20, by: ${by}, month: $month) { user { id username } }
  }`,
  variables: ({ now }, run) =>
    months.length === 0 ? {} : { month: isoDaysBefore(now, 30 * nth(months, run)) },
});

export const statisticsOperations: readonly Operation[] = [
  block('users', quarter, users),
  block('users', week, users),
  block('where users come from', everything, 'userOrigins { language source users }'),
  block('generations by kind', quarter, generations),
  block('generations by model', week, `generations(by: MODEL) { modelId points { ${sums} } }`),
  block(
    'all that tells generations apart',
    everything,
    'generationBreakdown { kind modelId status failureKind count cost { amount } }',
  ),
  block('reasons of failure', everything, 'failures { failureKind count }'),
  block('latency by model', quarter, `latency { kind modelId ${percentiles} }`),
  block('latency over time', quarter, `latencyPoints { at ${percentiles} }`),
  block('latency over time', week, `latencyPoints { at ${percentiles} }`),
  block('revenue', quarter, revenue),
  block(
    'revenue by package',
    everything,
    'packages { packageId method payments amount { amount } }',
  ),
  block(
    'cost and margin',
    quarter,
    'margin(usdPerRub: 0.012, usdPerStar: 0.013) { at cost { amount } margin { amount } }',
  ),
  block('conversion to payment', everything, 'conversion { at users activated payers conversion }'),
  block('revenue per user', everything, 'revenuePerUser { at activeUsers payers }'),
  block('retention', everything, 'retention(weeks: 12) { week users active }'),
  block('referral funnel', everything, 'referrals { at invited rewarded paid }'),
  spenders('of all time, in credits', 'CREDITS', []),
  spenders('of a month, in credits', 'CREDITS', [0, 1, 2, 3]),
  spenders('of all time, in rubles', 'RUB', []),
  block('the whole dashboard', quarter, dashboard),
  block('the whole dashboard', week, dashboard),
  {
    name: 'health',
    document:
      '{ health { database { latencyMs } generations { queued atWork stranded } outboxJobs } }',
  },
];
