import { describe, expect, test } from 'vitest';
import { Shop } from './harness/shop.ts';
import { buttonsOf, dataOf } from './harness/shop-messages.ts';
import { operatorId } from './harness/world.ts';

/* A shop with no way to pay, and one that hides rubles. */

describe('with no way to pay', () => {
  test('/buy is polite, and the operator hears of it once, whoever asks and after a restart', async () => {
    const shop = await Shop.start({
      takesRubles: false,
      autostart: false,
      environment: { SETTING_STARS_PAYMENTS: 'off' },
    });
    try {
      const first = await shop.startProcess();
      for (const language of ['en', 'ru', 'en']) {
        const user = await shop.customer({ language });
        const answer = await shop.world.ask(user, '/buy');
        expect(answer.text).toMatch(/cannot be bought right now|Сейчас купить кредиты нельзя/);
        expect(buttonsOf(answer)).toEqual([]);
      }
      await shop.heard(operatorId, /nothing is for sale/);
      expect(await first.stop()).toBe(0);

      await shop.startProcess();
      const user = await shop.customer();
      await shop.world.ask(user, '/buy');
      shop.injectPress(user, await shop.world.ask(user, '/help'), 'pay:stars:starter', '77005');
      await shop.heard(user, /no longer available/);
      expect(await shop.books.paymentsOf(user)).toEqual([]);
      await shop.untilOperatorIsTold();
      expect(await shop.books.operatorEvents()).toEqual([{ kind: 'no_payment_methods' }]);
      const told = shop.operatorMessages().filter((text) => text.includes('nothing is for sale'));
      expect(told).toHaveLength(1);
      await shop.expectCredits(user, 10, ['welcome +10']);
      await shop.expectCleanAudit();
      expect((await fetch(`${shop.yookassa.shop().webhookUrl}`, { method: 'POST' })).status).toBe(
        404,
      );
      shop.expectNothingAmiss();
    } finally {
      await shop.close();
    }
  });
});

describe('with rubles hidden', () => {
  test('only Stars are offered, at once; an old button for rubles sells nothing', async () => {
    const shop = await Shop.start({ environment: { SETTING_RUB_PAYMENTS: 'off' } });
    try {
      const user = await shop.customer();
      const offers = await shop.world.ask(user, '/buy');
      expect(offers.text).toContain('125 ⭐');
      expect(offers.text).not.toContain('₽');
      expect(buttonsOf(offers).map(dataOf)).toEqual([
        ...['buy:starter', 'buy:standard', 'buy:studio', 'buy:monthly'],
      ]);
      const order = await shop.order(user, 'starter', 'stars');
      await shop.charge(user, order);
      await shop.books.untilStatus(order.paymentId, 'paid');
      shop.injectPress(user, offers, 'pay:yookassa:starter', '77006');
      shop.injectPress(user, offers, 'pay:telegram_yookassa:starter', '77007');
      await shop.heard(user, /no longer available/, order.message.message_id);
      expect(await shop.books.paymentsOf(user)).toEqual([order.paymentId]);
      expect(shop.yookassa.payments()).toEqual([]);
      await shop.expectCredits(user, 60, ['welcome +10', 'purchase +50']);
      await shop.expectCleanAudit();
      shop.expectNothingAmiss();
    } finally {
      await shop.close();
    }
  });
});
