import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Payment } from '../../../src/domain/payments/payment.ts';
import { at } from '../../builders/domain.ts';
import { aDifference, aSubscription } from '../../builders/payments.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import type { Persistence } from '../../contract/suites/persistence.ts';
import {
  existingPaidPayment,
  existingPayment,
  existingPromo,
  existingRedemption,
  existingRefund,
} from '../../contract/suites/shop.ts';

let database: ConnectedDatabase;
let persistence: Persistence;

beforeAll(async () => {
  database = await connectedDatabase();
});

afterAll(() => database.close());

beforeEach(async () => {
  await empty(database.dataSource);
  persistence = postgresPersistence(database.dataSource);
});

const execute = (sql: string): Promise<unknown> => database.dataSource.query(sql);

describe('an open order refuses', () => {
  const paidNow = `status = 'paid', charge_id = 'c', paid_at = now()`;

  test.each([
    ['a price of nothing', 'price = 0', 'price_check'],
    ['a negative price', 'price = -1', 'price_check'],
    ['an unknown method', `method = 'cash', currency = 'RUB'`, 'method_check'],
    ['rubles for Stars', `currency = 'RUB'`, 'currency_check'],
    ['Stars for rubles', `method = 'yookassa'`, 'currency_check'],
    ['an unknown origin', `origin = 'gift', parent_id = id`, 'origin_check'],
    ['an unknown status', `status = 'lost'`, 'status_check'],
    ['an unknown flag', `flag = 'odd'`, 'flag_check'],
    ['negative credits', 'credits = -1', 'credits_check'],
    ['fewer checks than none', 'checks = -1', 'checks_check'],
    ['to be paid without a charge', `status = 'paid', paid_at = now()`, 'paid_check'],
    ['to be paid without a time', `status = 'paid', charge_id = 'c'`, 'paid_check'],
    ['a charge', `charge_id = 'c'`, 'paid_check'],
    ['a charge though it is canceled', `status = 'canceled', charge_id = 'c'`, 'paid_check'],
    ['a time of payment', 'paid_at = now()', 'paid_check'],
    ['a grant', 'granted = 1', 'granted_check'],
    ['a negative grant', `${paidNow}, granted = -1`, 'granted_check'],
    ['to be refunded', 'refunded = 1', 'refunded_check'],
    ['to be refunded whole', `status = 'refunded'`, 'paid_check'],
    ['a parent', 'parent_id = id', 'parent_check'],
    ['to renew nothing', `origin = 'renewal'`, 'parent_check'],
    ['to be for nothing', 'package_id = NULL', 'package_check'],
    ['an unknown package', `package_id = 'none'`, 'package_id_fkey'],
    ['half a promo code', `promo_code = 'X'`, 'promo_check'],
    ['an inviter without credits', 'inviter_id = user_id + 1', 'inviter_check'],
    ['credits for no inviter', 'inviter_credits = 1', 'inviter_check'],
    ['its buyer as inviter', 'inviter_id = user_id, inviter_credits = 1', 'inviter_check'],
    [
      'a subscription for rubles',
      `method = 'yookassa', currency = 'RUB', is_subscription = true`,
      'subscription_check',
    ],
  ])('%s', async (_, change, constraint) => {
    await existingPayment(persistence);

    await expect(execute(`UPDATE payments SET ${change}`)).rejects.toThrow(
      `payments_${constraint}`,
    );
  });
});

describe('a paid one refuses', () => {
  test.each([
    ['to lose its charge', 'charge_id = NULL', 'payments_paid_check'],
    ['more back than was paid', 'refunded = price + 1', 'payments_refunded_check'],
    ['a negative refund', 'refunded = -1', 'payments_refunded_check'],
    ['to be paid with all money gone', 'refunded = price', 'payments_refunded_check'],
    ['to be refunded with money left', `status = 'refunded'`, 'payments_refunded_check'],
    ['to be open again', `status = 'pending', granted = 0`, 'payments_paid_check'],
    ['to be open with its grant', `status = 'pending'`, 'payments_granted_check'],
  ])('%s', async (_, change, constraint) => {
    await existingPaidPayment(persistence);

    await expect(execute(`UPDATE payments SET ${change}`)).rejects.toThrow(constraint);
  });

  test('to be forgotten with its package, its user or its refunds', async () => {
    const payment = await existingPaidPayment(persistence);
    await existingRefund(persistence, payment);

    await expect(execute('DELETE FROM credit_packages')).rejects.toThrow('package_id_fkey');
    await expect(execute('DELETE FROM users')).rejects.toThrow('user_id_fkey');
    await expect(execute('DELETE FROM payments')).rejects.toThrow('refunds_payment_id_fkey');
  });
});

describe('the events of a payment', () => {
  test.each([
    'UPDATE payment_events SET kind = kind',
    'DELETE FROM payment_events',
    'TRUNCATE payment_events',
    'TRUNCATE payments CASCADE',
  ])('refuse %s', async (sql) => {
    const { id } = await existingPayment(persistence);
    const { payments } = persistence.unitOfWork.direct;
    await payments.record(id, { kind: 'ordered' });

    await expect(execute(sql)).rejects.toThrow('append-only');

    expect(await payments.events(id)).toHaveLength(1);
  });

  test('refuse an unknown kind', async () => {
    const { id } = await existingPayment(persistence);

    const insert = `INSERT INTO payment_events (payment_id, kind, created_at)
      VALUES ('${id}', 'guessed', now())`;
    await expect(execute(insert)).rejects.toThrow('payment_events_kind_check');
  });
});

describe('a refund refuses', () => {
  test.each([
    ['nothing', 'amount = 0', 'amount_check'],
    ['another currency', `currency = 'USD'`, 'currency_check'],
    ['an unknown status', `status = 'lost'`, 'status_check'],
    ['an unknown origin', `origin = 'user'`, 'origin_check'],
    ['to give credits', 'credits_taken = -1', 'credits_check'],
    ['to give credits to the inviter', 'inviter_credits_taken = -1', 'credits_check'],
    ['a negative shortfall', 'shortfall = -1', 'credits_check'],
    ['to end without a time', `status = 'succeeded'`, 'ended_check'],
    ['to go on after its end', 'ended_at = now()', 'ended_check'],
    ['fewer checks than none', 'checks = -1', 'checks_check'],
  ])('%s', async (_, change, constraint) => {
    await existingRefund(persistence, await existingPaidPayment(persistence));

    await expect(execute(`UPDATE refunds SET ${change}`)).rejects.toThrow(`refunds_${constraint}`);
  });
});

describe('the shop refuses', () => {
  let payment: Payment;

  beforeEach(async () => {
    payment = await existingPaidPayment(persistence);
    const { direct } = persistence.unitOfWork;
    const promo = await existingPromo(persistence);
    await existingRedemption(persistence, payment.userId, promo);
    const { packageId } = payment;
    if (packageId !== undefined) {
      await direct.subscriptions.save(aSubscription(payment, { packageId }));
    }
    await direct.reconciliation.addDifference(aDifference());
    await direct.reconciliation.setStarOffset(1);
    await direct.paymentInbox.add({ id: payment.id, body: '{}', receivedAt: at(0) });
  });

  test.each([
    ['a package of nothing', 'credit_packages SET credits = 0', 'credits_check'],
    ['a negative bonus', 'credit_packages SET bonus_credits = -1', 'bonus_credits_check'],
    ['a package for no Stars', 'credit_packages SET stars = 0', 'stars_check'],
    ['a package for no rubles', 'credit_packages SET rub = 0', 'rub_check'],
    ['a code for nothing', 'promo_codes SET amount = 0', 'promo_codes_amount_check'],
    [
      'a discount of everything',
      `promo_codes SET benefit = 'discount', amount = 100`,
      'promo_codes_amount_check',
    ],
    ['an unknown benefit', `promo_codes SET benefit = 'x'`, 'promo_codes_benefit_check'],
    ['an unknown promise', `promo_redemptions SET benefit = 'x'`, 'redemptions_benefit_check'],
    ['a code of nobody', `promo_redemptions SET code = 'NONE'`, 'code_fkey'],
    ['a negative limit', 'promo_codes SET max_redemptions = -1', 'max_redemptions_check'],
    ['a negative limit per user', 'promo_codes SET max_per_user = -1', 'max_per_user_check'],
    ['a negative count', 'promo_codes SET redemptions = -1', 'promo_codes_redemptions_check'],
    ['an unknown state', `subscriptions SET state = 'x'`, 'subscriptions_state_check'],
    ['an unknown difference', `payment_differences SET kind = 'x'`, '_kind_check'],
    ['an unknown provider', `payment_differences SET provider = 'x'`, 'provider_check'],
    ['an amount without a kind for it', 'payment_differences SET booked = 1', 'booked_check'],
    [
      'a difference of no payment',
      `payment_differences SET kind = 'payment_not_at_provider'`,
      'payment_check',
    ],
    ['a second state', 'reconciliation_state SET id = 2', 'single_check'],
    ['a negative place', 'reconciliation_state SET star_offset = -1', 'star_offset_check'],
    ['an outcome of nothing', `payment_notifications SET outcome = 'x'`, 'outcome_check'],
  ])('%s', async (_, update, constraint) => {
    await expect(execute(`UPDATE ${update}`)).rejects.toThrow(constraint);
  });

  test('a subscription that another order has', async () => {
    const { packageId, userId } = payment;
    const other = await existingPaidPayment(persistence, { packageId, userId });
    const copy = `INSERT INTO subscriptions
      SELECT '${other.id}', user_id, package_id, charge_id, state, paid_until, created_at
      FROM subscriptions`;

    await expect(execute(copy)).rejects.toThrow('subscriptions_charge_id_key');
  });
});
