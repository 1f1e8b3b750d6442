import { afterAll, beforeAll, describe, test } from 'vitest';
import { PostgresAuditLogQueries } from '../../../src/adapters/postgres/queries/audit-log.ts';
import { PostgresCreditEntryQueries } from '../../../src/adapters/postgres/queries/credit-entries.ts';
import { PostgresPaymentDifferenceQueries } from '../../../src/adapters/postgres/queries/payment-differences.ts';
import { PostgresPaymentQueries } from '../../../src/adapters/postgres/queries/payments.ts';
import {
  PostgresPromoCodeQueries,
  PostgresPromoRedemptionQueries,
} from '../../../src/adapters/postgres/queries/promos.ts';
import { PostgresReferralQueries } from '../../../src/adapters/postgres/queries/referrals.ts';
import { PostgresSubscriptionQueries } from '../../../src/adapters/postgres/queries/subscriptions.ts';
import type { AuditRecordFilter } from '../../../src/application/queries/audit-log.ts';
import type { CreditEntryFilter } from '../../../src/application/queries/credit-entries.ts';
import type { PaymentDifferenceFilter } from '../../../src/application/queries/payment-differences.ts';
import type { PaymentFilter, PaymentSortField } from '../../../src/application/queries/payments.ts';
import type {
  PromoCodeFilter,
  PromoCodeSortField,
  PromoRedemptionFilter,
} from '../../../src/application/queries/promos.ts';
import type { ReferralFilter } from '../../../src/application/queries/referrals.ts';
import type {
  SubscriptionFilter,
  SubscriptionSortField,
} from '../../../src/application/queries/subscriptions.ts';
import { packageId, userId } from '../../../src/domain/shared/ids.ts';
import type { ConnectedDatabase } from '../../contract/postgres/postgres-persistence.ts';
import { type Case, compare, filledDatabase, titled } from './queries-stage.ts';

/* As in queries-lists.test.ts: what is about money, and what is written down of it. */

const early = new Date('2026-01-01T00:00:00.000Z');
const inTime = 'ORDER BY created_at, id';

const payments: readonly Case<PaymentFilter, PaymentSortField>[] = [
  [{}, 'created', inTime],
  [{}, 'paid', 'WHERE paid_at IS NOT NULL ORDER BY paid_at, id'],
  [{}, 'amount', 'ORDER BY price, id'],
  [{ method: 'stars' }, 'amount', `WHERE method = 'stars' ORDER BY price, id`],
  [{ currency: 'RUB' }, 'amount', `WHERE currency = 'RUB' ORDER BY price, id`],
  [
    { statuses: ['created', 'expired'] },
    'created',
    `WHERE status IN ('created', 'expired') ${inTime}`,
  ],
  [{ statuses: ['refunded'] }, 'paid', `WHERE status = 'refunded' ORDER BY paid_at, id`],
  [
    { statuses: ['paid', 'pending'] },
    'amount',
    `WHERE status IN ('paid', 'pending') ORDER BY price, id`,
  ],
  [{ statuses: [] }, 'created', 'WHERE false'],
  [{ flag: 'paid_late' }, 'created', `WHERE flag = 'paid_late' ${inTime}`],
  [{ isFlagged: true }, 'created', `WHERE flag IS NOT NULL ${inTime}`],
  [{ isFlagged: false }, 'created', `WHERE flag IS NULL ${inTime}`],
  [{ amount: { min: 105n, max: 110n } }, 'created', `WHERE price BETWEEN 105 AND 110 ${inTime}`],
  [{ packageId: packageId('p1') }, 'created', `WHERE package_id = 'p1' ${inTime}`],
  [{ paid: { from: early } }, 'created', `WHERE paid_at IS NOT NULL ${inTime}`],
  [{ promoCode: ' autumn1 ' }, 'created', `WHERE promo_code = 'AUTUMN1' ${inTime}`],
  [{ search: 'charge10' }, 'created', `WHERE charge_id = 'charge10' ${inTime}`],
  [{ search: 'c4ca4238-a0b9-2382-0dcc-509a6f75849b' }, 'paid', 'WHERE false'],
  [
    { search: 'C4CA4238-A0B9-2382-0DCC-509A6F75849B' },
    'created',
    `WHERE id = 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'`,
  ],
  [{ search: 'charge10', statuses: ['created'] }, 'created', 'WHERE false'],
  [
    { userId: userId(2), statuses: ['paid'] },
    'amount',
    `WHERE user_id = 2 AND status = 'paid' ORDER BY price, id`,
  ],
];

const entries: readonly Case<CreditEntryFilter, 'created'>[] = [
  [{}, 'created', inTime],
  [{ userId: userId(2) }, 'created', 'WHERE user_id = 2 ORDER BY id'],
  [{ kind: 'admin' }, 'created', `WHERE kind = 'admin' ${inTime}`],
  [{ kind: 'generation' }, 'created', `WHERE kind = 'generation' ${inTime}`],
  [{ operation: 'revoke' }, 'created', `WHERE operation = 'revoke' ${inTime}`],
  [{ operation: 'hold' }, 'created', `WHERE operation = 'hold' ${inTime}`],
  [{ reference: 'ref10' }, 'created', `WHERE reference = 'ref10' ${inTime}`],
  [{ reference: 'hold10' }, 'created', `WHERE hold_id = 'hold10' ${inTime}`],
  [{ created: { from: early }, userId: userId(2) }, 'created', 'WHERE user_id = 2 ORDER BY id'],
];

const referrals: readonly Case<ReferralFilter, 'created'>[] = [
  [{}, 'created', 'ORDER BY created_at, id'],
  [{ inviterId: userId(3) }, 'created', 'WHERE inviter_id = 3 ORDER BY created_at, id'],
  [{ inviteeId: userId(120) }, 'created', 'WHERE invitee_id = 120 ORDER BY created_at, id'],
  [{ isRewarded: false }, 'created', 'WHERE rewarded_at IS NULL ORDER BY created_at, id'],
];

const promoCodes: readonly Case<PromoCodeFilter, PromoCodeSortField>[] = [
  [{}, 'created', inTime],
  [{}, 'code', 'ORDER BY id'],
  [{}, 'redemptions', 'ORDER BY redemptions, id'],
  [{ search: 'spr' }, 'created', `WHERE code LIKE 'SPR%' ${inTime}`],
  [
    { enabled: false, benefit: 'bonus' },
    'code',
    `WHERE NOT enabled AND benefit = 'bonus' ORDER BY id`,
  ],
];

const redemptions: readonly Case<PromoRedemptionFilter, 'redeemed'>[] = [
  [{}, 'redeemed', 'ORDER BY redeemed_at, id'],
  [{ code: 'spring2' }, 'redeemed', `WHERE code = 'SPRING2' ORDER BY redeemed_at, id`],
  [{ userId: userId(7) }, 'redeemed', 'WHERE user_id = 7 ORDER BY redeemed_at, id'],
  [{ isUsed: true }, 'redeemed', 'WHERE used_at IS NOT NULL ORDER BY redeemed_at, id'],
];

const subscriptions: readonly Case<SubscriptionFilter, SubscriptionSortField>[] = [
  [{}, 'created', inTime],
  [{}, 'paidUntil', 'ORDER BY paid_until, id'],
  [
    { state: 'active', userId: userId(3) },
    'created',
    `WHERE state = 'active' AND user_id = 3 ${inTime}`,
  ],
  [{ paidUntil: { until: early } }, 'created', 'WHERE false'],
];

const differences: readonly Case<PaymentDifferenceFilter, 'found'>[] = [
  [{}, 'found', 'ORDER BY id'],
  [{ kind: 'payment_not_booked' }, 'found', `WHERE kind = 'payment_not_booked' ORDER BY id`],
  [{ repaired: true, provider: 'telegram' }, 'found', 'WHERE repaired ORDER BY id'],
];

const records: readonly Case<AuditRecordFilter, 'recorded'>[] = [
  [{}, 'recorded', 'ORDER BY id'],
  [{ actorId: 'a1' }, 'recorded', `WHERE actor_id = 'a1' ORDER BY id`],
  [
    { action: 'user.ban', at: { from: early } },
    'recorded',
    `WHERE action = 'user.ban' ORDER BY id`,
  ],
  [
    { subjectType: 'user', subjectId: '2' },
    'recorded',
    `WHERE subject_type = 'user' AND subject_id = '2' ORDER BY id`,
  ],
  [{ at: { from: early } }, 'recorded', 'ORDER BY at, id'],
];

let database: ConnectedDatabase;

beforeAll(async () => {
  database = await filledDatabase();
});

afterAll(() => database.close());

const select = (table: string) => `SELECT * FROM ${table}`;

describe('lists are walked in the order and with the rows of a plain SELECT:', () => {
  test.each(titled(payments))('payments $title', async (one) => {
    const list = new PostgresPaymentQueries(database.dataSource);
    await compare(database.dataSource, list, (payment) => payment.id, select('payments'), one);
  });

  test.each(titled(entries))('credit entries $title', async (one) => {
    const list = new PostgresCreditEntryQueries(database.dataSource);
    await compare(database.dataSource, list, (entry) => entry.id, select('credit_entries'), one);
  });

  test.each(titled(referrals))('referrals $title', async (one) => {
    const list = new PostgresReferralQueries(database.dataSource);
    const from = 'SELECT invitee_id AS id FROM referrals';
    await compare(database.dataSource, list, (referral) => referral.inviteeId, from, one);
  });

  test.each(titled(promoCodes))('promo codes $title', async (one) => {
    const list = new PostgresPromoCodeQueries(database.dataSource);
    await compare(
      database.dataSource,
      list,
      (promo) => promo.code,
      'SELECT code AS id FROM promo_codes',
      one,
    );
  });

  test.each(titled(redemptions))('redemptions $title', async (one) => {
    const list = new PostgresPromoRedemptionQueries(database.dataSource);
    await compare(
      database.dataSource,
      list,
      (redemption) => redemption.id,
      select('promo_redemptions'),
      one,
    );
  });

  test.each(titled(subscriptions))('subscriptions $title', async (one) => {
    const list = new PostgresSubscriptionQueries(database.dataSource);
    const from = 'SELECT order_id AS id FROM subscriptions';
    await compare(database.dataSource, list, (subscription) => subscription.orderId, from, one);
  });

  test.each(titled(differences))('payment differences $title', async (one) => {
    const list = new PostgresPaymentDifferenceQueries(database.dataSource);
    await compare(
      database.dataSource,
      list,
      (difference) => difference.id,
      select('payment_differences'),
      one,
    );
  });

  test.each(titled(records))('audit records $title', async (one) => {
    const list = new PostgresAuditLogQueries(database.dataSource);
    await compare(
      database.dataSource,
      list,
      (record) => record.seq,
      'SELECT seq AS id FROM audit_log',
      one,
    );
  });
});
