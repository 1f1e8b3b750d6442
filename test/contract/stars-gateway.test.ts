import type { Api } from 'grammy';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { createTelegramApi } from '../../src/adapters/telegram/api/telegram-api.ts';
import { TelegramStarsGateway } from '../../src/adapters/telegram/payments/stars-gateway.ts';
import { Outage } from '../../src/application/ports/outage.ts';
import type { StarsGateway } from '../../src/application/ports/stars-gateway.ts';
import { type UserId, userId } from '../../src/domain/shared/ids.ts';
import { InMemoryStarsGateway } from '../fakes/in-memory-stars-gateway.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { RecordingLogger } from '../fakes/recording-logger.ts';
import {
  type StarSale,
  type StarsGatewaySubject,
  starsGatewayContract,
} from './stars-gateway-contract.ts';

const methods: { readonly [call in keyof StarsGateway]: string } = {
  refund: 'refundStarPayment',
  transactions: 'getStarTransactions',
  setSubscriptionCanceled: 'editUserStarSubscription',
};

describe('TelegramStarsGateway over HTTP', () => {
  let sandbox: Sandbox;
  let api: Api;
  let payer: UserId;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const { token } = sandbox.telegram.bot();
    api = createTelegramApi({ token, apiRoot: sandbox.telegramUrl, logger: new RecordingLogger() });
  });
  beforeEach(() => {
    const user = sandbox.telegram.createUser({ language_code: 'ru' });
    sandbox.telegram.pressStart(user.id);
    payer = userId(user.id);
  });
  afterEach(() => sandbox.telegram.reset());
  afterAll(() => sandbox.close());

  starsGatewayContract(() => adapterSubject(sandbox, api, payer));

  describe('beyond the contract', () => {
    const gateway = (logger = new RecordingLogger()) => new TelegramStarsGateway(api, logger);

    test('its calls keep to the published API', async () => {
      const chargeId = await buy(sandbox, api, payer, {
        stars: 5,
        payload: 'a month',
        isSubscription: true,
      });
      await gateway().transactions(0, 100);
      await gateway().setSubscriptionCanceled(payer, chargeId, true);
      await gateway().refund(payer, chargeId);
      expect(sandbox.telegram.calls({ violations: true }).calls).toEqual([]);
    });

    test('a flood limit is an outage: the call may be repeated later', async () => {
      sandbox.telegram.addFault({
        method: '*',
        kind: 'error',
        error_code: 429,
        description: 'Too Many Requests: retry after 3',
        parameters: { retry_after: 3 },
        times: 1,
      });
      await expect(gateway().refund(payer, 'a-charge')).rejects.toThrow(Outage);
    });

    test('a wrong token is an outage that is told loudly', async () => {
      const logger = new RecordingLogger();
      sandbox.telegram.addFault({
        method: '*',
        kind: 'error',
        error_code: 401,
        description: 'Unauthorized',
        times: 1,
      });
      await expect(gateway(logger).refund(payer, 'a-charge')).rejects.toThrow(Outage);
      expect(logger.of('telegram_stars_misconfigured')).toMatchObject([{ level: 'error' }]);
    });

    test('a server that lacks the method refuses', async () => {
      sandbox.telegram.addFault({ method: '*', kind: 'method-not-found', times: 1 });
      expect(await gateway().refund(payer, 'a-charge')).toMatchObject({
        ok: false,
        error: { code: 'method_missing' },
      });
    });
  });
});

describe('InMemoryStarsGateway', () => {
  let subject: StarsGatewaySubject;

  beforeEach(() => {
    subject = fakeSubject();
  });

  starsGatewayContract(() => subject);
});

function adapterSubject(sandbox: Sandbox, api: Api, payer: UserId): StarsGatewaySubject {
  const { telegram } = sandbox;
  return {
    gateway: new TelegramStarsGateway(api, new RecordingLogger()),
    payer,
    pay: (sale) => buy(sandbox, api, payer, sale),
    refundElsewhere: (chargeId) => void telegram.refundElsewhere(chargeId, { silent: true }),
    isCanceledByBot: (id) =>
      telegram.subscriptions(payer).find(({ chargeId }) => chargeId === id)?.canceledByBot,
    breakNext: (call, when) =>
      void telegram.addFault({
        method: methods[call],
        kind: when === 'before' ? 'drop-before' : 'drop-after',
        times: 1,
      }),
  };
}

/** The payer pays an invoice link, and the bot agrees. */
async function buy(
  { telegram }: Sandbox,
  api: Api,
  payer: UserId,
  { stars, payload, isSubscription = false }: StarSale,
): Promise<string> {
  const period = isSubscription ? { subscription_period: 2_592_000 } : {};
  const prices = [{ label: 'Credits', amount: stars }];
  const link = await api.createInvoiceLink(
    'Credits',
    'Credits',
    payload,
    '',
    'XTR',
    prices,
    period,
  );
  const attempt = telegram.pay(payer, { link });
  await agree(api);
  const paid = await attempt;
  if (paid.status !== 'paid') {
    throw new Error(`The payment failed: ${paid.error}`);
  }
  return paid.chargeId;
}

/** Reads updates until the one that asks for agreement. */
async function agree(api: Api): Promise<void> {
  for (;;) {
    const updates = await api.getUpdates({ timeout: 5 });
    for (const { update_id, pre_checkout_query } of updates) {
      await api.getUpdates({ offset: update_id + 1, limit: 1, timeout: 0 });
      if (pre_checkout_query !== undefined) {
        await api.answerPreCheckoutQuery(pre_checkout_query.id, true);
        return;
      }
    }
  }
}

function fakeSubject(): StarsGatewaySubject {
  const fake = new InMemoryStarsGateway(new ManualClock());
  const payer = userId(1_001);
  let charges = 0;
  return {
    gateway: fake,
    payer,
    pay: async (sale) => {
      charges += 1;
      const chargeId = `charge-${charges}`;
      fake.receive({ ...sale, chargeId, userId: payer });
      return chargeId;
    },
    refundElsewhere: (chargeId) => fake.refundElsewhere(chargeId),
    isCanceledByBot: (chargeId) => fake.isCanceledByBot(chargeId),
    breakNext: (call, when) => fake.fail(call, { kind: 'outage', when }),
  };
}
