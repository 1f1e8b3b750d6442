import type { DataSource } from 'typeorm';
import type { Sandbox } from '../../../sandbox/server.ts';
import { PostgresCreditAudit } from '../../../src/adapters/postgres/credit-audit.ts';
import type { AuditFinding } from '../../../src/application/ports/credit-audit.ts';
import type { Scope } from '../../../src/application/ports/unit-of-work.ts';
import { decimal } from '../../../src/domain/payments/money.ts';
import type { UserId } from '../../../src/domain/shared/ids.ts';

/** Where one payer's money is, by our book and by the providers' books. Each list oldest first. */
export interface Books {
  readonly balance: number;
  /** `purchase +50` */
  readonly entries: readonly string[];
  /** `paid 199.00 +50`, with the origin unless it was ordered, and the flag where there is one. */
  readonly payments: readonly string[];
  /** `succeeded 199.00 -50` */
  readonly refunds: readonly string[];
  /** All payments and refunds that the stand-in of YooKassa knows: `succeeded 199.00`. */
  readonly yookassa: { readonly payments: readonly string[]; readonly refunds: readonly string[] };
  /** The payer's at the stand-in of Telegram: `paid 125`. */
  readonly stars: readonly string[];
  /** What the payer is told. */
  readonly told: readonly string[];
  /** Must be empty whatever happened. */
  readonly audit: readonly AuditFinding[];
  /** Payments of ours at YooKassa that no row of ours stands for: must be empty whatever happened. */
  readonly astray: readonly string[];
}

/** Nothing happened yet. */
export const untouched: Books = {
  balance: 0,
  entries: [],
  payments: [],
  refunds: [],
  yookassa: { payments: [], refunds: [] },
  stars: [],
  told: [],
  audit: [],
  astray: [],
};

/** An order of the first package, paid at YooKassa and credited once. */
export const paidOnce: Books = {
  ...untouched,
  balance: 50,
  entries: ['purchase +50'],
  payments: ['paid 199.00 +50'],
  yookassa: { payments: ['succeeded 199.00'], refunds: [] },
  told: ['payment_received'],
};

/** The same, with all of the money given back once. */
export const refundedOnce: Books = {
  ...paidOnce,
  balance: 0,
  entries: ['purchase +50', 'refund -50'],
  payments: ['refunded 199.00 +50'],
  refunds: ['succeeded 199.00 -50'],
  yookassa: { payments: ['succeeded 199.00'], refunds: ['succeeded 199.00'] },
  told: ['payment_received', 'payment_refunded'],
};

/** An order of the first package, paid in Stars and credited once. */
export const paidStarsOnce: Books = {
  ...untouched,
  balance: 50,
  entries: ['purchase +50'],
  payments: ['paid 125 +50'],
  stars: ['paid 125'],
  told: ['payment_received'],
};

export const refundedStarsOnce: Books = {
  ...paidStarsOnce,
  balance: 0,
  entries: ['purchase +50', 'refund -50'],
  payments: ['refunded 125 +50'],
  refunds: ['succeeded 125 -50'],
  stars: ['refunded 125'],
  told: ['payment_received', 'payment_refunded'],
};

export interface BooksOptions {
  readonly dataSource: DataSource;
  readonly sandbox: Sandbox;
  readonly direct: Scope;
  readonly payer: UserId;
}

const farFuture = new Date('2126-01-01T00:00:00.000Z');

export async function readBooks(options: BooksOptions): Promise<Books> {
  const { dataSource, sandbox, direct, payer } = options;
  const { yookassa, telegram } = sandbox;
  const account = await direct.credits.account(payer);
  const entries = await direct.credits.latest(payer, 1_000);
  const payments = (await direct.payments.latest(payer, 'all', 1_000)).toReversed();
  const refunds = await Promise.all(payments.map(({ id }) => direct.refunds.ofPayment(id)));
  const messages = await direct.outbox.left(farFuture, 1_000);
  const { findings } = await new PostgresCreditAudit(dataSource).run();
  return {
    balance: Number(account.available),
    entries: entries
      .toReversed()
      .map(
        ({ kind, operation, amount }) => `${kind} ${operation === 'grant' ? '+' : '-'}${amount}`,
      ),
    payments: payments.map(({ status, origin, price, granted, flag }) =>
      words(status, origin === 'order' ? '' : origin, decimal(price), `+${granted}`, flag ?? ''),
    ),
    refunds: refunds
      .flat()
      .map(({ status, amount, creditsTaken }) =>
        words(status, decimal(amount), `-${creditsTaken}`),
      ),
    yookassa: {
      payments: yookassa
        .payments()
        .toReversed()
        .map(({ status, amount }) => words(status, amount.value)),
      refunds: yookassa
        .refunds()
        .toReversed()
        .map(({ status, amount }) => words(status, amount.value)),
    },
    stars: telegram
      .payments(payer)
      .map(({ status, totalAmount }) => words(status, String(totalAmount))),
    told: messages.flatMap(({ job }) =>
      job.type === 'notice.send' && job.addressed.userId === payer
        ? [job.addressed.notice.kind]
        : [],
    ),
    audit: findings,
    astray: await astray(options),
  };
}

async function astray({ sandbox, direct }: BooksOptions): Promise<readonly string[]> {
  const ours = sandbox.yookassa.shop().shopId;
  const paid = sandbox.yookassa.payments({ shopId: ours, status: 'succeeded' });
  const rows = await Promise.all(paid.map(({ id }) => direct.payments.findByProviderId(id)));
  return paid.filter((_, index) => rows[index] === undefined).map(({ id }) => id);
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
