import { GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import {
  CheckoutDesk,
  type CheckoutDeskOptions,
} from '../../../../src/adapters/telegram/bot/checkout-desk.ts';
import type {
  CheckoutQuestion,
  CheckoutRefusal,
} from '../../../../src/application/payments/approve-checkout.ts';
import { Outage } from '../../../../src/application/ports/outage.ts';
import type { PaymentEvent } from '../../../../src/application/ports/payment-repository.ts';
import { err, ok, type Result } from '../../../../src/domain/shared/result.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { ManualTime } from '../../gemini/manual-time.ts';
import { aCheckout, aMessage } from './updates.ts';

const orderId = '0199d3c4-0000-4000-8000-000000000001';
const query = aCheckout(1, 7, { invoice_payload: orderId });

type Answer = { readonly ok: boolean; readonly text: string | undefined };

/** A desk over a database that answers as the test says, and a clock that the test moves. */
function setStage(
  approve: (question: CheckoutQuestion) => Promise<Result<void, CheckoutRefusal>>,
  failures: readonly Error[] = [],
) {
  const time = new ManualTime();
  const logger = new RecordingLogger();
  const answers: Answer[] = [];
  const events: PaymentEvent[] = [];
  const errors = [...failures];
  const answer = async (_id: string, isOk: boolean, other?: { error_message?: string }) => {
    const failure = errors.shift();
    if (failure !== undefined) {
      throw failure;
    }
    answers.push({ ok: isOk, text: other?.error_message });
    return true as const;
  };
  const desk = new CheckoutDesk({
    api: { answerPreCheckoutQuery: answer as CheckoutDeskOptions['api']['answerPreCheckoutQuery'] },
    approveCheckout: { execute: approve },
    payments: {
      record: async (_id, event) => {
        events.push(event);
      },
    },
    wait: (delayMs) =>
      new Promise((resolve) => {
        time.after(delayMs, resolve);
      }),
    logger,
  });
  return { desk, time, logger, answers, events };
}

const never = new Promise<never>(() => undefined);

describe('CheckoutDesk', () => {
  test('wants what somebody waits for, and nothing else', () => {
    const { desk } = setStage(async () => ok());
    expect(desk.isUrgent(query)).toBe(true);
    expect(desk.isUrgent(aMessage(1, 7))).toBe(false);
  });

  test('approves what the order agrees with, and writes it down', async () => {
    const questions: CheckoutQuestion[] = [];
    const { desk, answers, events } = setStage(async (question) => {
      questions.push(question);
      return ok();
    });
    await desk.handle(query);
    expect(questions).toEqual([{ orderId, payerId: 7, amount: { minor: 50n, currency: 'XTR' } }]);
    expect(answers).toEqual([{ ok: true, text: undefined }]);
    expect(events).toEqual([{ kind: 'checkout_approved' }]);
  });

  test.each([
    ['already_paid', 'This invoice is paid already'],
    ['not_yours', "This invoice is another person's"],
    ['offer_over', 'This offer is over'],
  ] as const)('refuses %s in words for the payer, and writes it down', async (kind, words) => {
    const { desk, answers, events } = setStage(async () => err({ kind }));
    await desk.handle(query);
    expect(answers).toMatchObject([{ ok: false, text: expect.stringContaining(words) }]);
    expect(events).toEqual([{ kind: 'checkout_refused', details: { reason: kind } }]);
  });

  test('speaks the language of the payer', async () => {
    const { desk, answers } = setStage(async () => err({ kind: 'already_paid' }));
    const from = { id: 7, is_bot: false, first_name: 'Аня', language_code: 'ru' };
    await desk.handle(aCheckout(1, 7, { invoice_payload: orderId, from }));
    expect(answers[0]?.text).toContain('уже оплачен');
  });

  test('of an order that is not there refuses, and writes nothing', async () => {
    const { desk, answers, events } = setStage(async () => err({ kind: 'unknown_order' }));
    await desk.handle(query);
    expect(answers).toMatchObject([{ ok: false }]);
    expect(events).toEqual([]);
  });

  test.each([
    ['a payload that we never wrote', { invoice_payload: 'order 1' }],
    ['money that nothing costs', { invoice_payload: orderId, currency: 'USD' }],
    ['an amount that is none', { invoice_payload: orderId, total_amount: 0.5 }],
  ])('refuses %s without asking anybody', async (_what, fields) => {
    const { desk, answers } = setStage(() => {
      throw new Error('Nobody should be asked');
    });
    await desk.handle(aCheckout(1, 7, fields));
    expect(answers).toMatchObject([
      { ok: false, text: expect.stringContaining('We do not know this invoice') },
    ]);
  });

  test('answers within a second, however slow the database is', async () => {
    const { desk, time, answers, events } = setStage(() => never);
    const handled = desk.handle(query);
    await time.advance(699);
    expect(answers).toEqual([]);
    await time.advance(1);
    await handled;
    expect(answers).toMatchObject([
      { ok: false, text: expect.stringContaining('try again in a minute') },
    ]);
    expect(events).toEqual([{ kind: 'checkout_refused', details: { reason: 'no_answer' } }]);
  });

  test('an approval that comes too late changes nothing', async () => {
    let approve: (value: Result<void, CheckoutRefusal>) => void = () => undefined;
    const { desk, time, answers } = setStage(
      () =>
        new Promise((resolve) => {
          approve = resolve;
        }),
    );
    const handled = desk.handle(query);
    await time.advance(700);
    await handled;
    approve(ok());
    await time.advance(10_000);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.ok).toBe(false);
  });

  test('refuses at once when the database is away', async () => {
    const { desk, answers, logger } = setStage(() => Promise.reject(new Outage('away')));
    await desk.handle(query);
    expect(answers).toMatchObject([{ ok: false }]);
    expect(logger.of('checkout_not_checked')).toHaveLength(1);
  });

  test('asks Telegram again when the network fails', async () => {
    const network = new HttpError('failed', new Error('ECONNRESET'));
    const { desk, time, answers } = setStage(async () => ok(), [network]);
    const handled = desk.handle(query);
    await time.advance(200);
    await handled;
    expect(answers).toEqual([{ ok: true, text: undefined }]);
  });

  test('never rejects, and gives up what Telegram does not want any more', async () => {
    const tooOld = new GrammyError(
      'Call failed',
      { ok: false, error_code: 400, description: 'Bad Request: query is too old' },
      'answerPreCheckoutQuery',
      {},
    );
    const { desk, answers, events, logger } = setStage(async () => ok(), [tooOld]);
    await desk.handle(query);
    expect(answers).toEqual([]);
    expect(events).toEqual([]);
    expect(logger.of('checkout_over')).toHaveLength(1);
  });

  test('answers a query once that is handed over twice', async () => {
    const { desk, answers } = setStage(async () => ok());
    await Promise.all([desk.handle(query), desk.handle(query)]);
    await desk.handle(query);
    expect(answers).toHaveLength(1);
  });

  test('takes no harm from a record that cannot be written', async () => {
    const { answers, logger, time } = setStage(async () => ok());
    const desk = new CheckoutDesk({
      api: {
        answerPreCheckoutQuery: async () => {
          answers.push({ ok: true, text: undefined });
          return true;
        },
      },
      approveCheckout: { execute: async () => ok() },
      payments: { record: () => Promise.reject(new Error('away')) },
      wait: () => never,
      logger,
    });
    await desk.handle(query);
    await time.advance(0);
    expect(answers).toHaveLength(1);
    expect(logger.of('checkout_not_recorded')).toHaveLength(1);
  });
});
