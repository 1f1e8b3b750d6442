import { checkDelayMs, isKeyFresh, type Payment } from '../../domain/payments/payment.ts';
import type { Refund } from '../../domain/payments/refund.ts';
import type { RefundId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { PaymentGateway, ProviderRefund } from '../ports/payment-gateway.ts';
import type { StarsGateway } from '../ports/stars-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { ApplyProviderRefund } from './apply-provider-refund.ts';
import type { FinishRefund } from './finish-refund.ts';

export interface SendRefundPorts {
  readonly unitOfWork: UnitOfWork;
  readonly stars: StarsGateway;
  /** Absent when YooKassa is not configured. */
  readonly pages:
    | { readonly gateway: PaymentGateway; readonly applyRefund: ApplyProviderRefund }
    | undefined;
  readonly finish: FinishRefund;
  readonly clock: Clock;
  readonly ids: IdGenerator;
}

const clockMarginMs = 600_000;

/**
 * Carries a refund to its provider, or asks how it stands. Repeating it is safe: the same body goes
 * under the same key, and once the provider has forgotten that key, its list is searched before a
 * new one is used. Throws `Outage` when the provider cannot be reached.
 */
export class SendRefund {
  readonly #use: SendRefundPorts;

  constructor(ports: SendRefundPorts) {
    this.#use = ports;
  }

  async execute(id: RefundId): Promise<void> {
    const { payments, refunds } = this.#use.unitOfWork.direct;
    const refund = await refunds.find(id);
    if (refund === undefined || (refund.status !== 'created' && refund.status !== 'pending')) {
      return;
    }
    const payment = await payments.find(refund.paymentId);
    if (payment === undefined) {
      throw new Error(`Cannot send refund ${id} as its payment vanished`);
    }
    await (payment.method === 'stars'
      ? this.#giveStars(refund, payment)
      : this.#giveMoney(refund, payment));
  }

  async #giveStars({ id }: Refund, { userId, chargeId }: Payment): Promise<void> {
    const { stars, finish } = this.#use;
    if (chargeId === undefined) {
      throw new Error(`Cannot refund Stars of ${id} as they were never paid`);
    }
    const given = await stars.refund(userId, chargeId);
    await (given.ok ? finish.succeed(id, chargeId) : finish.cancel(id, given.error.description));
  }

  async #giveMoney(refund: Refund, payment: Payment): Promise<void> {
    const { pages, finish } = this.#use;
    const { id, providerRefundId, providerRequest } = refund;
    if (pages === undefined || providerRequest === undefined) {
      throw new Error(`Cannot send refund ${id} as its provider is not configured`);
    }
    const { gateway, applyRefund } = pages;
    if (providerRefundId !== undefined) {
      const found = await gateway.findRefund(providerRefundId);
      // One that the provider once named does not vanish: nothing is concluded from "not found".
      if (found !== undefined) {
        await applyRefund.execute(found);
      }
      await this.#putOff(id);
      return;
    }
    const found = isKeyFresh(refund.keyedAt, this.#use.clock.now())
      ? undefined
      : await this.#search(gateway, refund, payment);
    if (found !== undefined) {
      await applyRefund.execute(found);
      return;
    }
    const created = await gateway.createRefund(await this.#freshKey(refund), providerRequest);
    await (created.ok
      ? applyRefund.execute(created.value)
      : finish.cancel(id, `${created.error.code}: ${created.error.description}`));
  }

  async #search(
    gateway: PaymentGateway,
    { id, createdAt }: Refund,
    { providerPaymentId }: Payment,
  ): Promise<ProviderRefund | undefined> {
    const from = new Date(createdAt.getTime() - clockMarginMs);
    for await (const refund of gateway.refunds(from, this.#use.clock.now(), providerPaymentId)) {
      if (refund.refundId === id) {
        return refund;
      }
    }
    return undefined;
  }

  /** A key that the provider has forgotten is replaced, in our book first. */
  async #freshKey({ id, idempotencyKey, keyedAt }: Refund): Promise<string> {
    const { unitOfWork, clock, ids } = this.#use;
    const now = clock.now();
    if (isKeyFresh(keyedAt, now)) {
      return idempotencyKey;
    }
    const renewed = await unitOfWork.run(async (scope) => {
      const refund = await scope.refunds.lock(id);
      if (refund === undefined) {
        throw new Error(`Cannot send refund ${id} as it vanished`);
      }
      // Somebody else may have renewed it while we searched.
      if (isKeyFresh(refund.keyedAt, now)) {
        return ok(refund.idempotencyKey);
      }
      const fresh = ids.uuid();
      await scope.refunds.save({ ...refund, idempotencyKey: fresh, keyedAt: now });
      return ok(fresh);
    });
    return renewed.value;
  }

  async #putOff(id: RefundId): Promise<void> {
    const { unitOfWork, clock } = this.#use;
    await unitOfWork.run(async (scope) => {
      const refund = await scope.refunds.lock(id);
      if (refund?.status !== 'pending') {
        return err('ended' as const);
      }
      const checks = refund.checks + 1;
      const nextCheckAt = new Date(clock.now().getTime() + checkDelayMs(checks));
      await scope.refunds.save({ ...refund, checks, nextCheckAt });
      return ok();
    });
  }
}
