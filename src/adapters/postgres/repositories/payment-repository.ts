import type { Clock } from '../../../application/ports/clock.ts';
import type {
  CheckoutFacts,
  PaymentEvent,
  PaymentRepository,
  RecordedPaymentEvent,
} from '../../../application/ports/payment-repository.ts';
import type { Payment, PaymentMethod } from '../../../domain/payments/payment.ts';
import type { PaymentId, UserId } from '../../../domain/shared/ids.ts';
import type { PaymentEventRow, PaymentRow } from '../schemas/payments.ts';
import type { Session, Statement } from '../session.ts';
import { newValues, paymentEventOf, paymentOf, savedValues } from './payment-rows.ts';
import * as statements from './payment-statements.ts';

interface CheckoutRow extends PaymentRow {
  readonly package_active: boolean;
  readonly promo_unused: boolean;
  readonly user_banned: boolean;
  readonly subscribed: boolean;
}

export class PostgresPaymentRepository implements PaymentRepository {
  readonly #session: Session;
  readonly #clock: Clock;

  constructor(session: Session, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  find(id: PaymentId): Promise<Payment | undefined> {
    return this.#one(statements.findPayment, [id]);
  }

  lock(id: PaymentId): Promise<Payment | undefined> {
    return this.#one(statements.lockPayment, [id]);
  }

  findByRequestKey(requestKey: string): Promise<Payment | undefined> {
    return this.#one(statements.findByRequestKey, [requestKey]);
  }

  findByCharge(method: PaymentMethod, chargeId: string): Promise<Payment | undefined> {
    return this.#one(statements.findByCharge, [method, chargeId]);
  }

  findByProviderId(providerPaymentId: string): Promise<Payment | undefined> {
    return this.#one(statements.findByProviderId, [providerPaymentId]);
  }

  async checkoutFacts(id: PaymentId, now: Date): Promise<CheckoutFacts | undefined> {
    const [row] = await this.#session.rows<CheckoutRow>(statements.checkoutFacts, [id, now]);
    return (
      row && {
        payment: paymentOf(row),
        isPackageActive: row.package_active,
        isPromoUnused: row.promo_unused,
        isUserBanned: row.user_banned,
        isSubscribed: row.subscribed,
      }
    );
  }

  async insert(payment: Payment): Promise<boolean> {
    const values = [...newValues(payment), ...savedValues(payment)];
    return (await this.#session.write(statements.insertPayment, values)) === 1;
  }

  async save(payment: Payment): Promise<void> {
    const values = [payment.id, ...savedValues(payment)];
    if ((await this.#session.write(statements.savePayment, values)) !== 1) {
      throw new Error(`Cannot save payment ${payment.id} as there is none`);
    }
  }

  async countOpen(userId: UserId): Promise<number> {
    const [row] = await this.#session.rows<{ count: number }>(statements.countOpen, [userId]);
    return row?.count ?? 0;
  }

  async hasPaid(userId: UserId): Promise<boolean> {
    const [row] = await this.#session.rows<{ has_paid: boolean }>(statements.hasPaid, [userId]);
    return row?.has_paid === true;
  }

  latest(
    userId: UserId | undefined,
    filter: 'paid' | 'all',
    limit: number,
  ): Promise<readonly Payment[]> {
    const { ofUser, ofAll } = statements.latestPayments[filter];
    return userId === undefined ? this.#many(ofAll, [limit]) : this.#many(ofUser, [limit, userId]);
  }

  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<readonly Payment[]> {
    return this.#many(statements.claimDue, [now, leaseUntil, limit]);
  }

  paidBetween(
    methods: readonly PaymentMethod[],
    from: Date,
    until: Date,
  ): Promise<readonly Payment[]> {
    return this.#many(statements.paidBetween, [methods, from, until]);
  }

  async record(id: PaymentId, { kind, details }: PaymentEvent): Promise<void> {
    const values = [id, kind, details && JSON.stringify(details), this.#clock.now()];
    await this.#session.write(statements.recordEvent, values);
  }

  async events(id: PaymentId): Promise<readonly RecordedPaymentEvent[]> {
    const rows = await this.#session.rows<PaymentEventRow>(statements.paymentEvents, [id]);
    return rows.map(paymentEventOf);
  }

  async #one(statement: Statement, values: readonly unknown[]): Promise<Payment | undefined> {
    const [row] = await this.#session.rows<PaymentRow>(statement, values);
    return row && paymentOf(row);
  }

  async #many(statement: Statement, values: readonly unknown[]): Promise<readonly Payment[]> {
    return (await this.#session.rows<PaymentRow>(statement, values)).map(paymentOf);
  }
}
