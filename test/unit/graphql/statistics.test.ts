import { parse, subscribe, validate } from 'graphql';
import { expect, test } from 'vitest';
import type { ApiContext } from '../../../src/adapters/graphql/context.ts';
import { requestCost } from '../../../src/adapters/graphql/protection/protection-plugin.ts';
import { readLimits } from '../../../src/adapters/graphql/protection/read-limits.ts';
import { createSchema } from '../../../src/adapters/graphql/schema.ts';
import { WatchTotals } from '../../../src/application/live/watch-totals.ts';
import type { Totals } from '../../../src/application/queries/statistics.ts';
import { anActor } from '../../builders/access.ts';

const { schema } = createSchema();

const sums = 'count creditsCharged cost { amount } inputTokens outputTokens images';
const money = 'payments amount { amount } refunds refunded { amount } firstPayments credits';

/** Every block that there is, as a panel would ask for it. */
const dashboard = parse(`{
  totals { users payingUsers generations queued running }
  topSpenders(first: 10) { user { id firstName } credits }
  statistics(from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z", step: DAY) {
    users { at newUsers invitedUsers activeUsers }
    userOrigins { language source users }
    all: generations { points { at ${sums} } }
    byKind: generations(by: KIND) { kind points { at ${sums} } }
    generationBreakdown { kind status failureKind model { title } ${sums} }
    failures { failureKind count }
    latency { kind model { title } count p50Ms p90Ms p95Ms p99Ms }
    latencyPoints { at p50Ms p99Ms }
    revenue { method currency points { at ${money} } }
    packages { package { name } method ${money} }
    margin { at cost { amount } netRevenue { amount currency } margin { amount } }
    conversion { at users activated payers payersInWeek payersInMonth conversion }
    revenuePerUser { at currencies { currency perActiveUser { amount } perPayer { amount } } }
    retention { week users active }
    referrals { at invited rewarded paid }
  }
}`);

test('A dashboard of everything can be asked for at once', () => {
  expect(validate(schema, dashboard)).toEqual([]);
  const cost = requestCost({ schema, document: dashboard });
  expect(cost).toBeGreaterThan(1_000);
  expect(cost).toBeLessThan(readLimits.cost);
});

test('totalsChanged sends the numbers at once, then each time that they have changed', async () => {
  let now: Totals = {
    ...{ users: 1, payingUsers: 0, generations: 0, payments: 0, creditEntries: 1 },
    ...{ referrals: 0, creditsAvailable: 10n, queued: 0, running: 0 },
  };
  const totals = new WatchTotals({ totals: async () => now });
  const services = { totals } as unknown as ApiContext['services'];
  const contextValue: Partial<ApiContext> = { actor: anActor(), services };
  const document = parse('subscription { totalsChanged { users creditsAvailable } }');

  const stream = await subscribe({ schema, document, contextValue });
  if (!(Symbol.asyncIterator in stream)) {
    throw new Error(`Cannot watch totals: ${JSON.stringify(stream.errors)}`);
  }
  const first = await stream.next();
  now = { ...now, users: 2, creditsAvailable: 20n };
  await totals.poll();
  const second = await stream.next();

  expect([first.value?.data, second.value?.data]).toEqual([
    { totalsChanged: { users: 1, creditsAvailable: 10 } },
    { totalsChanged: { users: 2, creditsAvailable: 20 } },
  ]);
  await stream.return();
  expect(totals.watchers).toBe(0);
});
