import { describe, expect, test } from 'vitest';
import { referralPayload } from '../../../../src/domain/referrals/referral.ts';
import type { Settings } from '../../../../src/domain/settings/settings.ts';
import type { User } from '../../../../src/domain/users/user.ts';
import { kopecks } from '../../../builders/payments.ts';
import { Shop } from './shop.ts';

const invited = async (settings: Partial<Settings>) => {
  const shop = await Shop.open({ settings: { referralInviterCredits: 7, ...settings } });
  const inviter = await shop.newcomer();
  const invite = (): Promise<User> => shop.newcomer(referralPayload(inviter.referralCode));
  const invitee = await invite();
  return { shop, inviter, invitee, invite };
};

const percent = { referralPaymentPercent: 10 };
const firstPayment = { referralRewardOn: 'first_payment' } as const;

describe('an inviter', () => {
  test('gets a percentage of all that an invitee buys, and hears of it', async () => {
    const { shop, inviter, invitee } = await invited(percent);
    await shop.paidStars(invitee);
    const { id } = await shop.paidStars(invitee);
    expect(await shop.entries(inviter)).toEqual(['grant referral 10', 'grant referral 10']);
    expect(await shop.payment(id)).toMatchObject({
      inviterReward: { inviterId: inviter.id, credits: 10n },
    });
    expect(shop.told(inviter)).toEqual([
      { kind: 'referral_purchase_rewarded', credits: 10 },
      { kind: 'referral_purchase_rewarded', credits: 10 },
    ]);
    expect(await shop.balance(invitee)).toEqual({ available: 200, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('gets it once for one charge, told from many sides', async () => {
    const { shop, inviter, invitee } = await invited({ ...percent, ...firstPayment });
    const charge = shop.starCharge(await shop.order(invitee, 'stars'));
    await Promise.all([1, 2, 3].map(() => shop.process().payments.settle.execute(charge)));
    await shop.work();
    expect((await shop.entries(inviter)).toSorted()).toEqual([
      'grant referral 10',
      'grant referral 7',
    ]);
    expect(shop.told(inviter)).toHaveLength(2);
  });

  test('gets the bonus with the first payment alone, where the settings say so', async () => {
    const { shop, inviter, invitee } = await invited(firstPayment);
    await shop.paidStars(invitee);
    await shop.paidPage(invitee);
    expect(await shop.entries(inviter)).toEqual(['grant referral 7']);
    expect(shop.told(inviter)).toEqual([{ kind: 'referral_rewarded', credits: 7 }]);
  });

  test('gets no bonus for payments where the first use earns it', async () => {
    const { shop, inviter, invitee } = await invited({});
    const { id } = await shop.paidStars(invitee);
    expect(await shop.entries(inviter)).toEqual([]);
    expect(await shop.payment(id)).toMatchObject({ inviterReward: undefined });
    await shop.asked(invitee, 'Hello');
    await shop.work();
    expect(await shop.entries(inviter)).toEqual(['grant referral 7']);
  });

  test('gets no bonus for a later payment when the settings change in between', async () => {
    const { shop, inviter, invitee } = await invited({});
    await shop.paidStars(invitee);
    await shop.settings.set('referralRewardOn', 'first_payment');
    await shop.paidStars(invitee);
    expect(await shop.entries(inviter)).toEqual([]);
  });

  test('gets no bonus for the first use where the first payment earns it', async () => {
    const { shop, inviter, invitee } = await invited(firstPayment);
    await shop.app.grantCredits.execute({ userId: invitee.id, amount: 9, idempotencyKey: 'a' });
    await shop.asked(invitee, 'Hello');
    await shop.work();
    expect(await shop.entries(inviter)).toEqual([]);
    await shop.paidStars(invitee);
    expect(await shop.entries(inviter)).toEqual(['grant referral 7']);
  });

  test('gets the bonus for so many invitees a day, and the percentage for all', async () => {
    const { shop, inviter, invite, invitee } = await invited({
      ...{ ...percent, ...firstPayment, referralRewardsPerDay: 2 },
    });
    const invitees = [invitee, await invite(), await invite()];
    const orders = await Promise.all(invitees.map((one) => shop.order(one, 'stars')));
    await Promise.all(orders.map((one) => shop.till.settle.execute(shop.starCharge(one))));
    expect(await shop.balance(inviter)).toEqual({ available: 2 * 7 + 3 * 10, held: 0 });
  });

  test('who is banned gets nothing', async () => {
    const { shop, inviter, invitee } = await invited({ ...percent, ...firstPayment });
    await shop.app.banUser.execute({ userId: inviter.id, reason: 'spam' });
    const { id } = await shop.paidStars(invitee);
    expect(await shop.entries(inviter)).toEqual([]);
    expect(await shop.payment(id)).toMatchObject({ inviterReward: undefined, granted: 100n });
  });

  test('gets nothing for money that bought nothing, nor for strangers', async () => {
    const { shop, inviter, invitee } = await invited({ ...percent, ...firstPayment });
    const order = await shop.order(invitee, 'stars');
    await shop.till.settle.execute(shop.starCharge(order, { orderId: undefined }));
    await shop.paidStars(await shop.newcomer());
    expect(await shop.entries(inviter)).toEqual([]);
  });
});

describe('the reward of an inviter', () => {
  test('goes back with the money, in the same parts', async () => {
    const { shop, inviter, invitee } = await invited({ ...percent, ...firstPayment });
    const payment = await shop.paidPage(invitee);
    expect(await shop.balance(inviter)).toEqual({ available: 17, held: 0 });
    await shop.refunded(payment, kopecks(4_950), 'a');
    expect(await shop.balance(inviter)).toEqual({ available: 9, held: 0 });
    await shop.refunded(payment, undefined, 'b');
    expect(await shop.entries(inviter)).toEqual([
      ...['grant referral 7', 'grant referral 10', 'revoke refund 8', 'revoke refund 9'],
    ]);
    expect(await shop.findings()).toEqual([]);
  });

  test('goes back with money that went back without us', async () => {
    const { shop, inviter, invitee } = await invited(percent);
    const payment = await shop.paidPage(invitee);
    const made = shop.gateway.refundElsewhere(payment.providerPaymentId);
    await shop.notify('refund.succeeded', made.id);
    expect(await shop.balance(inviter)).toEqual({ available: 0, held: 0 });
    expect(await shop.unitOfWork.direct.refunds.findByProviderId(made.id)).toMatchObject({
      inviterCreditsTaken: 10n,
    });
    expect(await shop.findings()).toEqual([]);
  });

  test('stays as far as it is spent', async () => {
    const { shop, inviter, invitee } = await invited(percent);
    const payment = await shop.paidPage(invitee);
    await shop.spend(inviter, 6);
    expect(await shop.refunded(payment)).toMatchObject({
      creditsTaken: 100n,
      inviterCreditsTaken: 4n,
      shortfall: 0n,
    });
    expect(await shop.balance(inviter)).toEqual({ available: 0, held: 0 });
  });

  test('comes back when the refund fails', async () => {
    const { shop, inviter, invitee } = await invited(percent);
    const payment = await shop.paidPage(invitee);
    const refusal = { kind: 'refused', code: 'x', description: 'No' } as const;
    shop.gateway.fail('createRefund', { kind: 'refused', refusal });
    await shop.refunded(payment);
    expect(await shop.entries(inviter)).toEqual([
      ...['grant referral 10', 'revoke refund 10', 'grant refund 10'],
    ]);
    expect(await shop.balance(invitee)).toEqual({ available: 100, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('of the first payment is not earned again after a refund', async () => {
    const { shop, inviter, invitee } = await invited(firstPayment);
    await shop.refunded(await shop.paidPage(invitee));
    await shop.paidPage(invitee);
    expect(await shop.entries(inviter)).toEqual(['grant referral 7', 'revoke refund 7']);
  });
});
